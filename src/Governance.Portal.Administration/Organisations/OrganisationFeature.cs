using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Administration.Organisations;

/// <summary>Who the organisation is.</summary>
public sealed class OrganisationFeature : IPortalFeature
{
    /// <summary>Adds the read, the action and the page.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<GetOrganisation>().AddSingleton<ChangeOrganisation>();
        services.AddHostedService<OrganisationZoneJob>();
        services.AddSingleton<ISetupStep, OrganisationStep>();
        services.AddSingleton(new AdminPage("Organisation", "/admin/organisation", 5, Words: "company, name, logo, time zone, settings"));
        services.AddActionLabels((ChangeOrganisation.Action, "Organisation changed"));
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => OrganisationApi.Map(api);
}
