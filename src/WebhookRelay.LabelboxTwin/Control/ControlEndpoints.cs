using System.Text.Json;
using System.Text.Json.Serialization;
using WebhookRelay.LabelboxTwin.Exports;

namespace WebhookRelay.LabelboxTwin.Control;

/// <summary>The control API under <c>/twin</c>: actions that Labelbox itself does not offer. Its JSON is in camel case; enum values are in kebab case.</summary>
internal static class ControlEndpoints
{
    public const string Path = "/twin";

    extension(WebApplicationBuilder builder)
    {
        public void AddControl()
        {
            builder.Services.ConfigureHttpJsonOptions(json =>
            {
                json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
                // Report a misspelt member instead of ignoring it.
                json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
                json.SerializerOptions.RespectRequiredConstructorParameters = true;
                json.SerializerOptions.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            });
            builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        }
    }

    extension(WebApplication app)
    {
        public void MapControl()
        {
            app.Use(ReportBadRequestsAsync);
            var twin = app.MapGroup(Path);
            WorldControl.Map(twin);
            WebhookControl.Map(twin);
            DeliveryControl.Map(twin);
            FaultControl.Map(twin);
            ExportControl.Map(twin);
        }
    }

    private static async Task ReportBadRequestsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await TypedResults.Problem(e.InnerException?.Message ?? e.Message, statusCode: e.StatusCode).ExecuteAsync(context);
        }
    }
}

/// <summary>Error responses of the control API.</summary>
internal static class ControlProblem
{
    public static IResult NotFound(string what, string id, string list) => TypedResults.Problem($"There is no {what} '{id}'. GET {list} lists them.", statusCode: StatusCodes.Status404NotFound);

    public static IResult BadRequest(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest);
}
