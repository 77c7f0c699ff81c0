using Governance.Data.DataScopes;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Governance.Testing;

/// <summary>
/// A test that takes services out of the portal stands where the host stands and reads everything. What the portal does itself, in requests
/// and in whatever they begin, reads what the portal says, and nothing where it says nothing.
/// </summary>
internal sealed class TestReader(DataScopeAccessor readers) : IDataScopeAccessor
{
    private static readonly AsyncLocal<bool> s_isPortal = new();

    public AccessMemory? Memory => readers.Memory;

    public DataScope? Current => readers.IsSaid || s_isPortal.Value ? readers.Current : null;

    /// <summary>Puts it in the place of the portal's own.</summary>
    public static void Add(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<IDataScopeAccessor, TestReader>());
        services.AddSingleton<IStartupFilter, Requests>();
    }

    private sealed class Requests : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (context, following) =>
                    {
                        s_isPortal.Value = true;
                        return following(context);
                    }
                );
                next(app);
            };
    }
}
