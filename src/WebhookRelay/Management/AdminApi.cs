using Microsoft.AspNetCore.Mvc;
using WebhookRelay.Ledger;
using WebhookRelay.Publishing;
using WebhookRelay.Subscriptions;

namespace WebhookRelay.Management;

/// <summary>The admin API: the endpoints on the management port that need its key.</summary>
internal static class AdminApi
{
    private const string Document = "v1";

    extension(WebApplicationBuilder builder)
    {
        public void AddAdminApi()
        {
            builder.Services.AddSingleton<ManagementKey>();
            builder.Services.AddSingleton<ManagementGuard>();
            builder.Services.AddSingleton<SecretReveal>();
            builder.Services.AddSingleton<DeliveryDetailReader>();
            builder.Services.AddSingleton<DeliveriesApi>();
            builder.Services.AddSingleton<ActivityApi>();
            builder.Services.AddSingleton<FindApi>();
            builder.Services.AddSingleton<TryDelivery>();
            builder.Services.AddSingleton<TrialCommand>();
            builder.Services.AddSingleton<TryApi>();
            builder.Services.AddSingleton<EventsApi>();
            builder.Services.AddSingleton<ProofApi>();
            builder.Services.AddSingleton<BackupsApi>();
            builder.Services.AddSingleton<VerificationApi>();
            builder.Services.AddSingleton<ReplayOrderReader>();
            builder.Services.AddSingleton<ReplaysApi>();
            builder.Services.AddSingleton<SubscribersApi>();
            builder.Services.AddSingleton<SubscriptionsApi>();
            builder.Services.AddSingleton<StatusApi>();
            builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default));
            builder.Services.AddOpenApi(Document, ApiDescription.Describe);
        }
    }

    extension(WebApplication app)
    {
        public void MapAdminApi()
        {
            var admin = app.MapGroup(string.Empty).AddEndpointFilter(HandleOutagesAsync).WithMetadata(new RequestSizeLimitAttribute(RequestBody.MaxBytes));
            DeliveriesApi.Map(admin.MapGroup(string.Empty).WithTags("Deliveries"));
            FindApi.Map(admin.MapGroup(string.Empty).WithTags("Find"));
            ReplaysApi.Map(admin.MapGroup(string.Empty).WithTags("Replays"));
            EventsApi.Map(admin.MapGroup(string.Empty).WithTags("Events"));
            ProofApi.Map(admin.MapGroup(string.Empty).WithTags("Ledger"));
            BackupsApi.Map(admin.MapGroup(string.Empty).WithTags("Ledger"));
            VerificationApi.Map(admin.MapGroup(string.Empty).WithTags("Ledger"));
            SubscribersApi.Map(admin.MapGroup(string.Empty).WithTags("Subscribers"));
            SubscriptionsApi.Map(admin.MapGroup(string.Empty).WithTags("Subscriptions"));
            StatusApi.Map(admin.MapGroup(string.Empty).WithTags("Status"));
            ActivityApi.Map(admin.MapGroup(string.Empty).WithTags("Activity"));
            if (app.Environment.IsDevelopment())
            {
                TryApi.Map(admin.MapGroup(string.Empty).WithTags("Try"));
            }

            RefusalsApi.Map(admin.MapGroup(string.Empty).WithTags("Refusals"));
            app.MapOpenApi("/openapi/{documentName}.json");
        }
    }

    /// <summary>Answers 503 when a dependency is not available, instead of reporting an internal error.</summary>
    private static async ValueTask<object?> HandleOutagesAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (BadHttpRequestException e)
        {
            return TypedResults.Problem(statusCode: e.StatusCode, detail: e.StatusCode is StatusCodes.Status413PayloadTooLarge ? $"A request has at most {RequestBody.MaxBytes} bytes." : null);
        }
        catch (Exception e) when (e is LedgerUnavailableException or BrokerUnavailableException or LabelboxTimeoutException && !invocation.HttpContext.Response.HasStarted)
        {
            invocation.HttpContext.Response.Headers.RetryAfter = "5";
            return TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, detail: e is LedgerUnavailableException ? "The ledger cannot be read now." : e.Message);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !invocation.HttpContext.RequestAborted.IsCancellationRequested && !invocation.HttpContext.Response.HasStarted)
        {
            invocation.HttpContext.Response.Headers.RetryAfter = "5";
            return TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, detail: "A dependency has not answered in time.");
        }
    }
}
