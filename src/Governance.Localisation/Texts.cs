namespace Governance.Localisation;

/// <summary>Gives pages their texts: <c>@T["Save"]</c>, with <c>@using static</c> in the imports.</summary>
public static class Texts
{
    /// <summary>The texts of the portal: the kernel's, and those of each feature.</summary>
    public static Translator T { get; } = new(typeof(Texts).Assembly);
}
