using Governance.Portal.Models.Registries;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Registries;

/// <summary>The portal's own job of imports, which would take one that a test carries out step by step.</summary>
internal static class ImportJobs
{
    public static void Remove(IServiceCollection services) =>
        services.Remove(services.Single(s => s.ImplementationType == typeof(RegistryImportJob)));
}
