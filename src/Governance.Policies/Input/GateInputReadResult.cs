using System.Diagnostics.CodeAnalysis;

namespace Governance.Policies;

/// <summary>Either an input, or every problem found in its text.</summary>
/// <param name="Input">The input; null when there are problems.</param>
/// <param name="Problems">The problems; empty when the input is valid.</param>
public sealed record GateInputReadResult(GateInput? Input, IReadOnlyList<DocumentProblem> Problems)
{
    /// <summary>Whether the text is a valid input.</summary>
    [MemberNotNullWhen(true, nameof(Input))]
    public bool IsValid => Input is not null;
}

/// <summary>What is wrong with a JSON document, and where.</summary>
/// <param name="Path">The member, such as <c>metrics[3].value</c>; empty for the document as a whole.</param>
/// <param name="Message">What is wrong and what is expected.</param>
public sealed record DocumentProblem(string Path, string Message)
{
    /// <summary>One line of text: <c>path: message</c>.</summary>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
