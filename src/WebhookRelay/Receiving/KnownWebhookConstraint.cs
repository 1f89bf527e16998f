namespace WebhookRelay.Receiving;

/// <summary>Matches only a configured <c>{webhook}</c>, so that any other path is 404 before other checks.</summary>
internal sealed class KnownWebhookConstraint(WebhookSecrets secrets) : IRouteConstraint
{
    public const string Name = "known";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values[routeKey] is string webhook && secrets.IsConfigured(webhook);
}
