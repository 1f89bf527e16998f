using WebhookRelay.Inspector.Layout;
using WebhookRelay.Management;

namespace WebhookRelay.Inspecting;

/// <summary>
/// Guards the pages: the host must be known, a form must come from a page of this relay, and there must be a session. A link
/// from another site carries no cookie, so it gets a page that opens the address again from this origin.
/// </summary>
internal sealed class InspectorGuard(ManagementGuard management, InspectorSessions sessions)
{
    public const string Root = "/inspect";

    /// <summary>Scripts and styles come from this origin only, none is inline. The one Trusted Types policy creates the rows of the live list.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types webhookrelay";

    public async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        SetHeaders(context.Response.Headers);
        return Refuse(context) ?? await AdmitAsync(context) ?? await PageErrors.HandleAsync(invocation, next);
    }

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";

        // Not "no-referrer": browsers then send "Origin: null" with our own forms.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, private";
    }

    private IResult? Refuse(HttpContext context)
    {
        var request = context.Request;
        if (!management.IsKnownHost(request.Host))
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status403Forbidden, detail: "Requests of other origins are refused.");
        }

        if (!ManagementGuard.IsOtherOrigin(request))
        {
            return null;
        }

        var isLink = HttpMethods.IsGet(request.Method) && request.Headers.Origin.Count is 0
            && request.Headers["Sec-Fetch-Mode"] is ["navigate"] && request.Headers["Sec-Fetch-Dest"] is ["document"];
        return isLink
            ? PageResult.Of<BouncePage, BounceView>(string.Empty, new BounceView(Here(request)))
            : TypedResults.Problem(statusCode: StatusCodes.Status403Forbidden, detail: "Requests of other origins are refused.");
    }

    /// <summary>Null if the request is admitted.</summary>
    private async Task<IResult?> AdmitAsync(HttpContext context)
    {
        if (sessions.Of(context.Request) is { } session)
        {
            context.Features.Set(session);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<PublicPage>() is not null)
        {
            return null;
        }

        if (InspectorSession.Of(context) is not { } own)
        {
            return HttpMethods.IsGet(context.Request.Method)
                ? TypedResults.Redirect($"{Root}/login?to={Uri.EscapeDataString(Here(context.Request))}")
                : PageResult.Error(StatusCodes.Status401Unauthorized, new ErrorView("The session has ended", "The form was not sent.", "Log in and send it again.", $"{Root}/login", "Log in"));
        }

        if (!own.CanChange && context.Request.Query[FilterText.ContainsParameter].Any(text => text is { Length: > 0 }))
        {
            return PageResult.Error(
                StatusCodes.Status403Forbidden,
                new ErrorView("This session can only read", "A search in payloads can disclose what is masked, so Management:ReadKey does not allow it.", "Log in with Management:ApiKey to search in payloads."));
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return null;
        }

        if (!context.Request.HasFormContentType || !own.IsToken((await context.Request.ReadFormAsync(context.RequestAborted))["token"]))
        {
            return PageResult.Error(
                StatusCodes.Status403Forbidden, new ErrorView("The form is out of date", "It belongs to a session that has ended, so nothing was changed.", "Open the page again and repeat the step."));
        }

        return own.CanChange || context.GetEndpoint()?.Metadata.GetMetadata<ReadOnlyForm>() is not null
            ? null
            : PageResult.Error(StatusCodes.Status403Forbidden, new ErrorView("This session can only read", "The key of this login is Management:ReadKey.", "Log in with Management:ApiKey to change something."));
    }

    private static string Here(HttpRequest request) => request.PathBase + request.Path + request.QueryString;
}

/// <summary>Marks a page that needs no session.</summary>
internal sealed class PublicPage;

/// <summary>Marks a form that changes and reveals nothing.</summary>
internal sealed class ReadOnlyForm;
