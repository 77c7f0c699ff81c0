using System.Text.Json.Serialization.Metadata;
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
    private static readonly Lock s_gate = new();
    private static object? s_first;
    private static JsonOptions? s_json;
    private static IJsonTypeInfoResolver[] s_chain = [];
    private static IJsonTypeInfoResolver? s_resolver;

    /// <summary>False where browsers open pages: their circuits belong to the portal that serves them.</summary>
    public static bool SharesHub { get; set; }

    /// <summary>Lets a portal use what the first one made.</summary>
    public static void Add(IServiceCollection services)
    {
        if (SharesHub)
        {
            services.AddSingleton(s_connections, provider => s_first ??= ActivatorUtilities.CreateInstance(provider, s_connections));
        }

        services.PostConfigure<JsonOptions>(Share);
    }

    // System.Text.Json shares what it knows of types between options that are equal, as long as one of them is held. A resolver that was
    // put before the first, as the API's description does, makes a chain that equals none but itself: one chain is given to all that have
    // the same resolvers.
    private static void Share(JsonOptions options)
    {
        lock (s_gate)
        {
            var chain = options.SerializerOptions.TypeInfoResolverChain;
            if (s_resolver is null)
            {
                s_chain = [.. chain];
                s_resolver = JsonTypeInfoResolver.Combine(s_chain);
                s_json = options;
            }

            if (chain.SequenceEqual(s_chain))
            {
                options.SerializerOptions.TypeInfoResolver = s_resolver;
            }
        }
    }
}
