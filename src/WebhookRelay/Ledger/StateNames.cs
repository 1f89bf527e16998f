using System.Diagnostics;

namespace WebhookRelay.Ledger;

/// <summary>The names of states and results in the API, the log and the metrics.</summary>
internal static class StateNames
{
    extension(DeliveryState state)
    {
        public string Name() => state switch
        {
            DeliveryState.Accepted => "accepted",
            DeliveryState.Relayed => "relayed",
            DeliveryState.Duplicate => "duplicate",
            DeliveryState.Unrouted => "unrouted",
            DeliveryState.Quarantined => "quarantined",
            _ => throw new UnreachableException($"{state} has no name."),
        };
    }

    extension(AttemptResult result)
    {
        public string Name() => result switch
        {
            AttemptResult.Relayed => "relayed",
            AttemptResult.Duplicate => "duplicate",
            AttemptResult.Unrouted => "unrouted",
            AttemptResult.Quarantined => "quarantined",
            AttemptResult.Refused => "refused",
            AttemptResult.Unanswered => "unanswered",
            AttemptResult.Failed => "failed",
            _ => throw new UnreachableException($"{result} has no name."),
        };
    }
}
