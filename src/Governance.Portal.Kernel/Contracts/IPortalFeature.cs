namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// A feature: what lies in one folder of a module. The host names each once and knows nothing else of it:
/// services, endpoints, counts of the menu, parts of other features' pages, jobs, and the words of its entries in the log are said here.
/// </summary>
public interface IPortalFeature
{
    /// <summary>Registers its actions, reads and jobs, and what it offers to other features.</summary>
    void Add(IServiceCollection services);

    /// <summary>Maps its endpoints.</summary>
    /// <param name="api">The group of the API, <c>/api/v1</c>.</param>
    /// <param name="root">For addresses outside of the API, such as those that other systems prescribe.</param>
    void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) { }
}
