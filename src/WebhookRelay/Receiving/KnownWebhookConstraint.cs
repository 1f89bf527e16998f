namespace WebhookRelay.Receiving;

/// <summary>Lets a path match only where its <c>{webhook}</c> is configured, so that any other is 404 before anything else is looked at.</summary>
internal sealed class KnownWebhookConstraint(WebhookSecrets secrets) : IRouteConstraint
{
    public const string Name = "known";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values[routeKey] is string webhook && secrets.IsConfigured(webhook);
}
