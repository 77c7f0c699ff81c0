using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Compliance.Controls;

/// <summary>Registers the mapping of the portal's controls to frameworks.</summary>
public sealed class ControlsFeature : IPortalFeature
{
    /// <summary>Adds the read.</summary>
    public void Add(IServiceCollection services) => services.AddSingleton<ReadControls>();

    /// <summary>Maps the endpoint.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) =>
        api.MapGet("/controls", async (ReadControls read, CancellationToken ct) => TypedResults.Ok(await read.RunAsync(ct)))
            .WithTags("Controls")
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("Read the mapping of controls to frameworks")
            .WithDescription(
                "Returns each control of the portal with the places where the EU AI Act, NIST AI RMF, ISO/IEC 42001, SR 11-7 and "
                    + "PRA SS1/23 require it, whether a record shows that it works, and coverage by framework."
            )
            .Produces<ControlsView>()
            .Refuses(401, 403);
}
