using WebhookRelay.Inspector.Layout;

namespace WebhookRelay.Inspecting;

/// <summary>Opens and ends the session of a browser.</summary>
internal sealed partial class LoginEndpoints(InspectorSessions sessions, LoginLimit limit, ILogger<LoginEndpoints> logger)
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/login", (HttpContext context, string? to) => Show(context, to, StatusCodes.Status200OK, fault: null)).WithMetadata(new PublicPage());
        pages.MapPost("/login", (HttpContext context, LoginEndpoints login) => login.OpenAsync(context)).WithMetadata(new PublicPage());
        pages.MapPost("/logout", (HttpContext context) => End(context)).WithMetadata(new ReadOnlyForm());
    }

    private static IResult Show(HttpContext context, string? to, int status, string? fault) => InspectorSession.Of(context) is null
        ? PageResult.Of<LoginPage, LoginView>(string.Empty, new LoginView(Safe(to), fault), status)
        : TypedResults.LocalRedirect(Safe(to));

    private async Task<IResult> OpenAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return Show(context, to: null, StatusCodes.Status400BadRequest, "Enter the key.");
        }

        var (form, address) = (await context.Request.ReadFormAsync(context.RequestAborted), context.Connection.RemoteIpAddress);
        if (!limit.Allows(address))
        {
            LogThrottled(logger, address?.ToString());
            return Show(context, form["to"], StatusCodes.Status429TooManyRequests, "Too many tries from this address. Wait a minute.");
        }

        if (sessions.Open(form["key"].ToString()) is not { } cookie)
        {
            LogWrongKey(logger, address?.ToString());
            return Show(context, form["to"], StatusCodes.Status401Unauthorized, "This is not the key of this relay.");
        }

        LogLogin(logger, address?.ToString());
        context.Response.Cookies.Append(InspectorSessions.Cookie, cookie, CookieOptions(context, InspectorSessions.Lifetime));
        return SeeOther(context, Safe(form["to"]));
    }

    private static IResult End(HttpContext context)
    {
        context.Response.Cookies.Delete(InspectorSessions.Cookie, CookieOptions(context, lifetime: null));
        return SeeOther(context, $"{InspectorGuard.Root}/login");
    }

    /// <summary>After a form, the browser gets the next page with GET, and a reload does not send the form again.</summary>
    public static IResult SeeOther(HttpContext context, string to)
    {
        context.Response.Headers.Location = to;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static CookieOptions CookieOptions(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = InspectorGuard.Root,
        MaxAge = lifetime,
    };

    /// <summary>A page of the inspector; never an address of another site.</summary>
    private static string Safe(string? to) =>
        to is not null && (string.Equals(to, InspectorGuard.Root, StringComparison.Ordinal) || to.StartsWith($"{InspectorGuard.Root}/", StringComparison.Ordinal) || to.StartsWith($"{InspectorGuard.Root}?", StringComparison.Ordinal))
        && !to.StartsWith($"{InspectorGuard.Root}/login", StringComparison.Ordinal) && to.All(c => c is > ' ' and < '\x7f' and not '\\')
            ? to
            : InspectorGuard.Root;

    [LoggerMessage(1, LogLevel.Information, "Inspector: login from {RemoteAddress}")]
    private static partial void LogLogin(ILogger logger, string? remoteAddress);

    [LoggerMessage(2, LogLevel.Warning, "Inspector: wrong key from {RemoteAddress}")]
    private static partial void LogWrongKey(ILogger logger, string? remoteAddress);

    [LoggerMessage(3, LogLevel.Warning, "Inspector: too many login tries from {RemoteAddress}")]
    private static partial void LogThrottled(ILogger logger, string? remoteAddress);
}
