using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Testing;

/// <summary>
/// What every portal of a test run finds out again though it is the same for all: the compiled methods of the hub of pages, and what JSON
/// is made of. A tenth of the time of tests that start a portal each went into it.
/// </summary>
internal static class SharedWork
{
    private static readonly Type s_hub = typeof(Circuit).Assembly.GetType("Microsoft.AspNetCore.Components.Server.ComponentHub", true)!;
    private static readonly Type s_connections = typeof(HubConnectionHandler<>).MakeGenericType(s_hub);
    private static object? s_first;
    private static JsonOptions? s_json;

    /// <summary>False where browsers open pages: their circuits belong to the portal that serves them.</summary>
    public static bool SharesHub { get; set; }

    /// <summary>Lets a portal use what the first one made.</summary>
    public static void Add(IServiceCollection services)
    {
        if (SharesHub)
        {
            services.AddSingleton(s_connections, provider => s_first ??= ActivatorUtilities.CreateInstance(provider, s_connections));
        }

        // System.Text.Json shares what it knows of types between options that are equal, as long as one of them is held.
        services.PostConfigure<JsonOptions>(options => s_json ??= options);
    }
}
