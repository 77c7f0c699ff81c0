using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Administration.Help;

/// <summary>The documentation, readable and searchable where the product is used.</summary>
public sealed class HelpFeature : IPortalFeature
{
    /// <summary>Adds the handbook.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<Handbook>();
        services.AddSingleton<IPaletteSource, FoundTerms>();
    }
}
