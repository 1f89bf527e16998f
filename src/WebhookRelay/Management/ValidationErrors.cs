using Microsoft.AspNetCore.Http.HttpResults;

namespace WebhookRelay.Management;

/// <summary>The errors of a request by parameter name. Input is never echoed.</summary>
internal sealed class ValidationErrors
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    /// <summary>Each error with its parameter.</summary>
    public IReadOnlyList<string> Messages => [.. _errors.Select(error => $"{error.Key}: {error.Value[0]}")];

    public void Add(string name, string fault) => _errors[name] = [fault];

    /// <summary>Adds errors for unknown and repeated parameters: a misspelt filter must not be ignored.</summary>
    /// <param name="query">The query.</param>
    /// <param name="single">The parameters allowed once.</param>
    /// <param name="several">The parameters allowed several times.</param>
    public void AddUnknown(IQueryCollection query, string[] single, params string[] several)
    {
        string[] known = [.. several, .. single];
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                // The name is untrusted input.
                _errors["query"] = [$"There is no parameter '{(name.All(char.IsAsciiLetterOrDigit) ? name : "?")}'. Known parameters: {string.Join(", ", known)}."];
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
