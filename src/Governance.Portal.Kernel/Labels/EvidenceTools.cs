using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Labels;

/// <summary>What a piece of evidence was made with, in words.</summary>
public static class EvidenceTools
{
    private const string Card = "card CRD-";

    /// <summary>The tool as it was filed; a card of the portal, which is filed as evidence when it is approved, is named as one.</summary>
    public static string Say(string tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return tool.StartsWith(Card, StringComparison.Ordinal) ? T["Model card {0}", tool["card ".Length..]] : tool;
    }
}
