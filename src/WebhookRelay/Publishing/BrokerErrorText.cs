using System.Net.Sockets;
using RabbitMQ.Client.Exceptions;

namespace WebhookRelay.Publishing;

/// <summary>Why the broker or the connection failed: the broker's own message if there is one. Never the client's message, which may contain the address.</summary>
internal static class BrokerErrorText
{
    public static string For(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is OperationInterruptedException { ShutdownReason: { } shutdown })
            {
                return $"{shutdown.ReplyCode} {shutdown.ReplyText}";
            }

            if (cause is LostException { Why: { } why })
            {
                return why;
            }

            if (cause is AuthenticationFailureException or BrokerUnavailableException)
            {
                // The broker's message at login, or the relay's own.
                return cause.Message;
            }
        }

        return exception.GetBaseException() is SocketException { SocketErrorCode: var error } ? error.ToString() : exception.GetBaseException().GetType().Name;
    }
}
