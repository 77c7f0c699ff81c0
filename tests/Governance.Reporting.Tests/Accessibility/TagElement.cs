using Governance.Reporting.Signing;

namespace Governance.Reporting.Tests.Accessibility;

/// <summary>An element of the structure tree.</summary>
/// <param name="Type">Its type, such as <c>TH</c>.</param>
/// <param name="Entries">Its dictionary.</param>
/// <param name="Content">Content it holds itself: page and number.</param>
/// <param name="Children">Elements below it.</param>
internal sealed record TagElement(
    string Type,
    PdfDictionary Entries,
    IReadOnlyList<(int Page, int Number)> Content,
    IReadOnlyList<TagElement> Children
);
