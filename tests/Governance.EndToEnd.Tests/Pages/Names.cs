using System.Text.RegularExpressions;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>Names several pages share.</summary>
internal static partial class Names
{
    public static readonly Regex Loading = LoadingPattern();

    [GeneratedRegex("^Loading|([Ww]ird|werden) geladen")]
    private static partial Regex LoadingPattern();
}
