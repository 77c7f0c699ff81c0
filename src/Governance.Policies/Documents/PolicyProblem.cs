using System.Globalization;

namespace Governance.Policies;

/// <summary>What is wrong with a policy file, and where.</summary>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Column">Column in characters, counted from 1.</param>
/// <param name="Path">The member, such as <c>spec.rules[2].params.metric</c>; empty for the file as a whole.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="Suggestion">How to mend it, or null when nothing better than the message can be said.</param>
public sealed record PolicyProblem(int Line, int Column, string Path, string Message, string? Suggestion = null)
{
    /// <summary>One line of text: <c>line:column path: message suggestion</c>.</summary>
    public override string ToString()
    {
        var place = Path.Length == 0 ? string.Empty : Path + ": ";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Line}:{Column} {place}{Message}{(Suggestion is null ? string.Empty : " " + Suggestion)}"
        );
    }
}
