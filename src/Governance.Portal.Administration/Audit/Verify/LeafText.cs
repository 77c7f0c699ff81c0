using System.Text;
using Governance.Transparency;

namespace Governance.Portal.Administration.Audit.Verify;

/// <summary>An entry as a person pastes it: its JSON, perhaps with a line feed that the clipboard added, or base64.</summary>
internal static class LeafText
{
    /// <summary>The bytes that may be meant, the likeliest first.</summary>
    public static IReadOnlyList<byte[]> Candidates(string text)
    {
        var trimmed = text.Trim();
        var candidates = new List<byte[]> { Encoding.UTF8.GetBytes(trimmed), Encoding.UTF8.GetBytes(text) };
        if (Base64Text.TryDecode(trimmed, out var decoded))
        {
            candidates.Insert(0, decoded);
        }

        return candidates;
    }
}
