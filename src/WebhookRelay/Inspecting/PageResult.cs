using WebhookRelay.Inspector.Layout;

namespace WebhookRelay.Inspecting;

/// <summary>Answers with a page.</summary>
internal static class PageResult
{
    public static IResult Of<TPage, TModel>(string section, TModel model, int status = StatusCodes.Status200OK)
        where TPage : InspectorPage<TModel>
        where TModel : class => new Result(typeof(TPage), section, model, status);

    public static IResult Error(int status, ErrorView error) => Of<ErrorPage, ErrorView>(string.Empty, error, status);

    public static IResult NotFound() => Error(
        StatusCodes.Status404NotFound, new ErrorView("There is no such page", "The address is not one of the inspector's.", "Check the address, or start at the overview."));

    private sealed class Result(Type page, string section, object model, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            return httpContext.RequestServices.GetRequiredService<PageWriter>().WriteAsync(httpContext, page, section, model);
        }
    }
}
