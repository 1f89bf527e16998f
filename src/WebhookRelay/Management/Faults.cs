using Microsoft.AspNetCore.Http.HttpResults;

namespace WebhookRelay.Management;

/// <summary>What is wrong with a request, by the name of the part it is about. What was sent is not echoed.</summary>
internal sealed class Faults
{
    private readonly Dictionary<string, string[]> _faults = new(StringComparer.Ordinal);

    public bool Any => _faults.Count > 0;

    public void Add(string name, string fault) => _faults[name] = [fault];

    /// <summary>A filter that is misspelt must not be taken for none.</summary>
    public void AddUnknown(IQueryCollection query, params string[] known)
    {
        foreach (var name in query.Keys.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            // The name is the client's own, and may be anything.
            _faults["query"] = [$"There is no parameter '{(name.All(char.IsAsciiLetterOrDigit) ? name : "?")}'. Known are {string.Join(", ", known)}."];
        }
    }

    public ProblemHttpResult Problem() => TypedResults.Problem(new HttpValidationProblemDetails(_faults)
    {
        Status = StatusCodes.Status400BadRequest,
        Title = "The request cannot be understood.",
        Detail = string.Join(" ", _faults.Select(fault => $"{fault.Key}: {fault.Value[0]}")),
    });
}
