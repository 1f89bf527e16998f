using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.LabelboxTwin.Control;

/// <summary><c>/twin/…</c>: what nobody can do at Labelbox itself. Its requests and answers are JSON in camel case; names of kinds are in kebab case.</summary>
internal static class ControlRoom
{
    public const string Path = "/twin";

    extension(WebApplicationBuilder builder)
    {
        public void AddControl()
        {
            builder.Services.ConfigureHttpJsonOptions(json =>
            {
                json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
                // A misspelt member is said to be one, not passed over.
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
            app.Use(SayWhatIsWrongAsync);
            var twin = app.MapGroup(Path);
            WorldControl.Map(twin);
            WebhookControl.Map(twin);
            DeliveryControl.Map(twin);
            FaultControl.Map(twin);
        }
    }

    private static async Task SayWhatIsWrongAsync(HttpContext context, RequestDelegate next)
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

/// <summary>What keeps a request from being carried out.</summary>
internal static class No
{
    public static IResult Such(string what, string id, string list) => TypedResults.Problem($"There is no {what} '{id}'. GET {list} lists them.", statusCode: StatusCodes.Status404NotFound);

    public static IResult Because(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest);
}
