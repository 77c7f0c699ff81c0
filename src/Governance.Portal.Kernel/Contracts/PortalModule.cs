using System.Reflection;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// An assembly of the portal besides this one. Registered, so that the router finds its pages and the description of the API its types.
/// </summary>
/// <param name="Assembly">Where pages and endpoints are.</param>
public sealed record PortalModule(Assembly Assembly);
