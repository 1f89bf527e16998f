using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace WebhookRelay.IntegrationTests.Inspecting;

/// <summary>A tab that records what the console, the network and scripts report.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public BrowserPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            // A page that answers 404 or 503 on purpose is a message of this kind.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                Messages.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => Messages.Enqueue(error);
        page.Dialog += async (_, dialog) =>
        {
            Messages.Enqueue($"dialog {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.Request += (_, request) => Requests.Enqueue(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts, violations of the content security policy, and dialogs.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Opens a path, waits for its script, and returns the status.</summary>
    public async Task<int> GoAsync(string path) => (await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded }))!.Status;

    public Task<string> TextAsync() => Page.InnerTextAsync("main");

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
