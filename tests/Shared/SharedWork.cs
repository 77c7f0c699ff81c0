using System.Text.Json.Serialization.Metadata;
using Governance.Portal.Kernel.Api.OpenApi;
using Governance.Reporting;
using Governance.Reporting.Rendering;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Governance.Testing;

/// <summary>
/// What every portal of a test run finds out again though it is the same for all: the compiled methods of the hub of pages, what JSON is
/// made of, the description of the API, and a browser that prints. A tenth of the time of tests that start a portal each went into it.
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
    private static readonly SemaphoreSlim s_describing = new(1, 1);
    private static OpenApiDocument? s_description;
    private static ChromiumRenderer? s_printer;

    /// <summary>False where browsers open pages: their circuits belong to the portal that serves them.</summary>
    public static bool SharesHub { get; set; }

    /// <summary>Lets a portal use what the first one made.</summary>
    /// <param name="services">Its services.</param>
    /// <param name="settings">What its test says: where that is how reports are made, it prints by itself.</param>
    public static void Add(IServiceCollection services, IEnumerable<string> settings)
    {
        if (SharesHub)
        {
            if (!settings.Any(s => s.StartsWith("Reports:", StringComparison.Ordinal) && s != "Reports:Organisation"))
            {
                services.Replace(
                    ServiceDescriptor.Singleton(provider => new WatchedRenderer(
                        Printer(provider),
                        provider.GetRequiredService<TimeProvider>()
                    ))
                );
            }

            services.AddSingleton(s_connections, provider => s_first ??= ActivatorUtilities.CreateInstance(provider, s_connections));
        }

        services.PostConfigure<JsonOptions>(Share);
        var made = services.Single(s => s.ServiceType == typeof(IOpenApiDocumentProvider) && Equals(s.ServiceKey, PortalOpenApi.Document));
        services.Remove(made);
        services.AddKeyedSingleton<IOpenApiDocumentProvider>(
            PortalOpenApi.Document,
            (provider, key) =>
                new OneDescription(() =>
                    (IOpenApiDocumentProvider)(
                        made.KeyedImplementationFactory?.Invoke(provider, key)
                        ?? provider.GetRequiredKeyedService(made.KeyedImplementationType!, key)
                    )
                )
        );
    }

    /// <summary>Ends what was shared.</summary>
    public static async ValueTask EndAsync()
    {
        if (s_printer is { } printer)
        {
            await printer.DisposeAsync();
        }
    }

    // Each portal would start a browser of its own for one or two documents.
    private static ChromiumRenderer Printer(IServiceProvider provider)
    {
        lock (s_gate)
        {
            return s_printer ??= new(
                provider.GetRequiredService<IOptions<ReportOptions>>(),
                TimeProvider.System,
                NullLogger<ChromiumRenderer>.Instance
            );
        }
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

    // The description changes with the program alone, and to make it takes seconds.
    private sealed class OneDescription(Func<IOpenApiDocumentProvider> making) : IOpenApiDocumentProvider
    {
        public async Task<OpenApiDocument> GetOpenApiDocumentAsync(CancellationToken cancellationToken = default)
        {
            await s_describing.WaitAsync(cancellationToken);
            try
            {
                return s_description ??= await making().GetOpenApiDocumentAsync(cancellationToken);
            }
            finally
            {
                s_describing.Release();
            }
        }
    }
}
