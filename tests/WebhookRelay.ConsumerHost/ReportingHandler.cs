using System.Globalization;
using WebhookRelay.Consumer;

namespace WebhookRelay.ConsumerHost;

/// <summary>
/// Creates an effect once: a file named after the effect key, which can be created only once. It reports its start,
/// whether the effect was new, and its end.
/// </summary>
internal sealed class ReportingHandler(Gates gates) : IConsume<AnyEvent>
{
    public async Task ConsumeAsync(AnyEvent labelboxEvent, EventContext context, CancellationToken cancellationToken)
    {
        Tell("begin", labelboxEvent, context);
        try
        {
            await gates.PassAsync("before", labelboxEvent.Id, cancellationToken);
            Tell(gates.MakeEffect(context.EffectKey) ? "effect" : "effect-seen", labelboxEvent, context);
            await gates.PassAsync("after", labelboxEvent.Id, cancellationToken);
            Tell("end", labelboxEvent, context);
        }
        catch (OperationCanceledException)
        {
            Tell("cancelled", labelboxEvent, context);
            throw;
        }
    }

    private static void Tell(string what, AnyEvent labelboxEvent, EventContext context) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}\t{labelboxEvent.Id}\t{context.EffectKey}\t{context.Fence}\t{context.Attempt}"));
}
