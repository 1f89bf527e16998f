using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;
using WebhookRelay.Inspector;
using WebhookRelay.Inspector.Layout;
using WebhookRelay.Management;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;

namespace WebhookRelay.Inspecting;

/// <summary>Renders a page and writes it as one answer. A few at a time: deliveries come first.</summary>
internal sealed class PageWriter(
    IServiceProvider services, ILoggerFactory loggers, IHostEnvironment environment, IOptionsMonitor<ManagementOptions> management, TimeProvider time) : IDisposable
{
    private const int MaxRenders = 4;
    private const string DefaultAdmin = "http://127.0.0.1:3002";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _renders = new(MaxRenders);

    public async Task WriteAsync(HttpContext context, Type page, string section, object model)
    {
        if (!await _renders.WaitAsync(Patience, context.RequestAborted))
        {
            context.Response.Headers.RetryAfter = "1";
            await TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, detail: "The inspector is busy. Load the page again.").ExecuteAsync(context);
            return;
        }

        byte[] html;
        try
        {
            var began = time.GetTimestamp();
            html = await RenderAsync(page, new Dictionary<string, object?>(StringComparer.Ordinal) { ["Page"] = ContextOf(context, section), ["Model"] = model });
            context.Response.Headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture, $"render;dur={time.GetElapsedTime(began).TotalMilliseconds:0.0}");
        }
        finally
        {
            _renders.Release();
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = html.Length;
        await context.Response.Body.WriteAsync(html, context.RequestAborted);
    }

    /// <summary>A renderer keeps its components, so each page has its own.</summary>
    public async Task<byte[]> RenderAsync(Type component, Dictionary<string, object?> parameters)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync(component, ParameterView.FromDictionary(parameters));
            using var html = new StringWriter(new StringBuilder(16 * 1024), CultureInfo.InvariantCulture);
            root.WriteHtmlTo(html);
            return Encoding.UTF8.GetBytes(html.ToString());
        });
    }

    public void Dispose() => _renders.Dispose();

    private PageContext ContextOf(HttpContext context, string section)
    {
        var session = InspectorSession.Of(context);
        var url = Ports.LocalUrl(management.CurrentValue.Url) ?? DefaultAdmin;
        return new PageContext(
            Environment.MachineName,
            ServiceVersion.Text,
            section,
            context.Request.Path + context.Request.QueryString,
            environment.IsDevelopment(),
            session?.CanChange is true,
            session?.IsLogin is true,
            session?.Token,
            string.Equals(url, DefaultAdmin, StringComparison.OrdinalIgnoreCase) ? string.Empty : $"--admin {url}",
            InspectorAssets.Addresses);
    }
}
