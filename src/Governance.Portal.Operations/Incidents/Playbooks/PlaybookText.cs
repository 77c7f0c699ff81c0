using System.Text.RegularExpressions;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>Texts of playbooks that others begin with.</summary>
internal static partial class PlaybookText
{
    /// <summary>The same text as the first version of a playbook that has no id yet.</summary>
    public static string First(string text) => Version().Replace(Id().Replace(text, "id: ", 1), "version: 1", 1);

    [GeneratedRegex(@"^id: .*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"^version: \d+$", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
