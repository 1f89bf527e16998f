using WebhookRelay.Inspector.Layout;
using WebhookRelay.Ledger;
using WebhookRelay.Publishing;
using WebhookRelay.Subscriptions;

namespace WebhookRelay.Inspecting;

/// <summary>Shows an outage as a page with the next step, not as an error of the browser.</summary>
internal static class PageErrors
{
    public static async ValueTask<object?> HandleAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (LedgerUnavailableException)
        {
            return PageResult.Error(StatusCodes.Status503ServiceUnavailable, new ErrorView(
                "The ledger cannot be read now", "The relay opens it again by itself, as soon as its disk works and has space.", "The overview names the fault and its remedy."));
        }
        catch (BrokerUnavailableException e)
        {
            return PageResult.Error(StatusCodes.Status503ServiceUnavailable, new ErrorView(
                "RabbitMQ does not answer", $"{e.Message} Deliveries are still accepted and wait on disk.", "Start RabbitMQ, or correct Publishing:RabbitMq."));
        }
        catch (LabelboxTimeoutException e)
        {
            return PageResult.Error(StatusCodes.Status503ServiceUnavailable, new ErrorView(
                "Labelbox does not answer", e.Message, "Load the page again in a moment."));
        }
        catch (BadHttpRequestException e)
        {
            return PageResult.Error(e.StatusCode, new ErrorView("The request cannot be read", "The form is too large, or is not one of this page.", "Open the page again."));
        }
    }
}
