namespace Governance.Portal.Kernel.Configuration;

/// <summary>Which stage environments belong to, as the features that deploy were told. They fill it from their own settings.</summary>
public sealed class EnvironmentsOptions
{
    /// <summary>Environments by stage, as <c>prod-eu=production</c>.</summary>
    public IReadOnlyList<string> Mapped { get; set; } = [];

    /// <summary>An environment that holds versions of every stage; empty where there is none.</summary>
    public string OfAllStages { get; set; } = "";
}
