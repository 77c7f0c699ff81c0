using System.Reflection;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Pages;

namespace Governance.Testing;

/// <summary>The assemblies that the portal is made of, asked of its host, so that no test overlooks a module.</summary>
internal static class PortalAssemblies
{
    private static readonly Assembly s_host = typeof(PortalHost).Assembly;

    /// <summary>Modules: what stands on the kernel and knows no other module.</summary>
    public static IReadOnlyList<Assembly> Modules { get; } =
    [
        .. s_host
            .GetReferencedAssemblies()
            .Where(a => a.Name!.StartsWith("Governance.Portal.", StringComparison.Ordinal))
            .OrderBy(a => a.Name, StringComparer.Ordinal)
            .Select(Assembly.Load)
            .Where(a => a != typeof(LivePage).Assembly),
    ];

    /// <summary>Host, kernel and modules.</summary>
    public static IReadOnlyList<Assembly> All { get; } = [s_host, typeof(LivePage).Assembly, .. Modules];

    /// <summary>Every type in them.</summary>
    public static IEnumerable<Type> Types => All.SelectMany(a => a.GetTypes());
}
