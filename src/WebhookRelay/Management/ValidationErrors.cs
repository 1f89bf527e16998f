using Microsoft.AspNetCore.Http.HttpResults;

namespace WebhookRelay.Management;

/// <summary>What is wrong with a request, by the name of the part it is about. What was sent is not echoed.</summary>
internal sealed class ValidationErrors
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public void Add(string name, string fault) => _errors[name] = [fault];

    /// <summary>A filter that is misspelt must not be taken for none, and two values not for one.</summary>
    /// <param name="query">What was asked.</param>
    /// <param name="single">The parameters that may be given once.</param>
    /// <param name="several">Those that may be given several times.</param>
    public void AddUnknown(IQueryCollection query, string[] single, params string[] several)
    {
        string[] known = [.. several, .. single];
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                // The name is the client's own, and may be anything.
                _errors["query"] = [$"There is no parameter '{(name.All(char.IsAsciiLetterOrDigit) ? name : "?")}'. Known are {string.Join(", ", known)}."];
            }
            else if (values.Count > 1 && single.FirstOrDefault(each => string.Equals(each, name, StringComparison.OrdinalIgnoreCase)) is { } once)
            {
                _errors[once] = ["It can be given only once."];
            }
        }
    }

    public ProblemHttpResult Problem() => TypedResults.Problem(new HttpValidationProblemDetails(_errors)
    {
        Status = StatusCodes.Status400BadRequest,
        Title = "The request cannot be understood.",
        Detail = string.Join(" ", _errors.Select(fault => $"{fault.Key}: {fault.Value[0]}")),
    });
}
