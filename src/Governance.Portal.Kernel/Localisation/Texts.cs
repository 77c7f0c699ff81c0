using System.Resources;

namespace Governance.Portal.Kernel.Localisation;

/// <summary>Gives pages their texts: <c>@T["Save"]</c>, with <c>@using static</c> in the imports.</summary>
public static class Texts
{
    /// <summary>The texts of the portal.</summary>
    public static Translator T { get; } = new(new ResourceManager("Governance.Portal.Kernel.Localisation.Texts", typeof(Texts).Assembly));
}
