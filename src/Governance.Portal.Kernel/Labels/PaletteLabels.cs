using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Words of the command palette, in the language in force.</summary>
public static class PaletteLabels
{
    /// <summary>The heading of actions.</summary>
    public static string Actions => T["Actions"];

    /// <summary>What is said of an action that leads to its dialog.</summary>
    public static string Opens => T["opens the dialog"];

    /// <summary>What is said of an action that leads to a page.</summary>
    public static string OpensPage => T["opens the page"];
}
