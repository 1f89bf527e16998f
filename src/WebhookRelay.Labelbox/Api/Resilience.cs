using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace WebhookRelay.Labelbox.Api;

/// <summary>
/// A deadline for the call, retries for repeatable calls, and a deadline for each attempt. A delay that the API asks for is
/// observed; if it does not fit into the deadline, the call ends at once.
/// </summary>
internal static class Resilience
{
    private const int FurtherTries = 3;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    public static void Configure(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, TimeProvider time)
    {
        pipeline.TimeProvider = time;
        pipeline
            .AddTimeout(Deadline(call => call.Deadline))
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = FurtherTries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstWait,
                MaxDelay = LongestWait,
                ShouldHandle = tried => ValueTask.FromResult(IsWorthAnother(tried.Outcome.Exception, CallOf(tried.Context), time)),
                DelayGenerator = tried => ValueTask.FromResult(WaitAskedFor(tried.Outcome.Exception)),
            })
            .AddTimeout(Deadline(call => call.AttemptDeadline));
    }

    private static bool IsWorthAnother(Exception? fault, GraphQlCall call, TimeProvider time)
    {
        if (!call.IsRepeatable)
        {
            return false;
        }

        var left = call.Deadline - time.GetElapsedTime(call.Started);
        return fault switch
        {
            LabelboxApiException { MayPass: true } => WaitAskedFor(fault) is not { } wait || wait < left,
            TimeoutRejectedException => true,
            _ => false,
        };
    }

    private static TimeSpan? WaitAskedFor(Exception? fault) =>
        fault is LabelboxApiException { RetryAfter: { } wait } && wait > TimeSpan.Zero ? wait : null;

    private static TimeoutStrategyOptions Deadline(Func<GraphQlCall, TimeSpan> of) => new()
    {
        TimeoutGenerator = attempt => ValueTask.FromResult(of(CallOf(attempt.Context))),
    };

    private static GraphQlCall CallOf(ResilienceContext context) => GraphQlCall.Of(context.GetRequestMessage());
}
