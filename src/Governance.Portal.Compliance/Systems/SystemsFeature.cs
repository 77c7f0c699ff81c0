using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Compliance.Systems;

/// <summary>The inventory of AI systems.</summary>
public sealed class SystemsFeature : IPortalFeature
{
    /// <summary>Adds what the inventory does and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundSystems>();
        services.AddSingleton<IChoiceSource, ChoosableSystems>();
        services.AddFindableAction(
            "Register AI system",
            "/compliance/systems?open=register",
            "gavel",
            Permission.WriteCompliance,
            "new AI system"
        );
        services.AddSingleton<RegisterSystem>().AddSingleton<ChangeSystem>().AddSingleton<GetSystem>().AddSingleton<ListSystems>();
        services.AddSingleton<IRegisterSystem>(p => p.GetRequiredService<RegisterSystem>());
        services.AddActionLabels(("system.registered", "AI system registered"), ("system.changed", "AI system changed"));
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => SystemsApi.Map(api.MapGroup("/systems").WithTags("AI systems"));
}
