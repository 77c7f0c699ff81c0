using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Governance.Portal.Hosting;

/// <summary>
/// The server, which listens before the portal is prepared. To upgrade a large database takes minutes, in which a supervisor would take a
/// node that does not answer for a dead one and end it midway. Until the portal takes over, <c>/healthz</c> says that the process lives and
/// <c>/readyz</c> that it is not ready; whatever else is asked for waits, and is told to come back when that takes long.
/// </summary>
internal sealed class StartingServer(IServer inner, IServiceProvider services, IConfiguration configuration, TimeProvider clock)
    : IServer,
        IHttpApplication<StartingServer.Visit>
{
    /// <summary>How long a request waits for the portal. An ordinary start is over by then.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource<IPortal> _portal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOpen;

    /// <summary>What is tried before the portal takes over; null for none.</summary>
    public WarmUp? WarmUp { get; set; }

    /// <inheritdoc/>
    public IFeatureCollection Features => inner.Features;

    /// <summary>Takes the place of the server that is registered.</summary>
    public static void Use(IServiceCollection services)
    {
        var server = services.Last(s => s.ServiceType == typeof(IServer));
        var type = server.ImplementationType ?? throw new InvalidOperationException("The server is not registered by its type.");
        services.Remove(server);
        services.AddSingleton(type);
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<StartingServer>(p, p.GetRequiredService(type)));
        services.AddSingleton<IServer>(p => p.GetRequiredService<StartingServer>());
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">An address is in use, or is not one of this machine.</exception>
    public async Task OpenAsync(CancellationToken ct)
    {
        if (Features.Get<IServerAddressesFeature>() is { Addresses: { Count: 0, IsReadOnly: false } addresses } feature)
        {
            foreach (var address in Addresses(configuration))
            {
                addresses.Add(address);
            }

            feature.PreferHostingUrls = configuration.GetValue<bool>(WebHostDefaults.PreferHostingUrlsKey);
        }

        try
        {
            await inner.StartAsync(this, ct);
        }
        catch (SocketException e)
        {
            // Kestrel words an address that is in use, and no other reason.
            var all = string.Join(", ", Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
            throw new IOException($"Failed to listen on {all}: {e.Message}. Choose another address (ASPNETCORE_URLS).", e);
        }

        _isOpen = true;
    }

    /// <summary>Hands over to the portal: from here on every request is its own, those that wait among them.</summary>
    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        if (!_isOpen)
        {
            await OpenAsync(cancellationToken);
        }

        var portal = new Portal<TContext>(application);
        if (WarmUp is { } first)
        {
            await first.OpenAsync(portal.AnswerAsync, cancellationToken);
        }

        _portal.SetResult(portal);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => inner.StopAsync(cancellationToken);

    /// <summary>Nothing: the server itself is disposed of by those who made it.</summary>
    public void Dispose() { }

    /// <inheritdoc/>
    public Visit CreateContext(IFeatureCollection contextFeatures) =>
        new(contextFeatures, _portal.Task.IsCompletedSuccessfully ? _portal.Task.Result.Create(contextFeatures) : null);

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(Visit context)
    {
        if (context.Own is null)
        {
            // What is set here is not for the portal's own context, which would take these services for those of its scope.
            var request = new DefaultHttpContext(new FeatureCollection(context.Features)) { RequestServices = services };
            if (await StartingAnswers.AnswersAsync(request))
            {
                return;
            }

            try
            {
                var portal = await _portal.Task.WaitAsync(Patience, clock, request.RequestAborted);
                context.Own = portal.Create(context.Features);
            }
            catch (TimeoutException)
            {
                await StartingAnswers.RefuseAsync(request);
                return;
            }
            catch (OperationCanceledException) when (request.RequestAborted.IsCancellationRequested)
            {
                return;
            }
        }

        await (await _portal.Task).ProcessAsync(context.Own);
    }

    /// <inheritdoc/>
    public void DisposeContext(Visit context, Exception? exception)
    {
        if (context.Own is { } own)
        {
            _portal.Task.Result.Dispose(own, exception);
        }
    }

    // What the host would do, which reads its addresses only once it starts the server itself.
    private static IEnumerable<string> Addresses(IConfiguration configuration)
    {
        if (configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls)
        {
            return Parts(urls);
        }

        return Parts(configuration[WebHostDefaults.HttpPortsKey])
            .Select(port => $"http://*:{port}")
            .Concat(Parts(configuration[WebHostDefaults.HttpsPortsKey]).Select(port => $"https://*:{port}"));

        static string[] Parts(string? list) =>
            (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>One request, with the portal's own context of it once there is one.</summary>
    internal sealed class Visit(IFeatureCollection features, object? own)
    {
        /// <summary>What the server says of the request.</summary>
        public IFeatureCollection Features => features;

        /// <summary>The portal's context; null while the request waits for it.</summary>
        public object? Own { get; set; } = own;
    }

    // The portal's application has a type of context that is the host's own.
    private interface IPortal
    {
        object Create(IFeatureCollection features);

        Task ProcessAsync(object context);

        void Dispose(object context, Exception? exception);
    }

    private sealed class Portal<TContext>(IHttpApplication<TContext> application) : IPortal
        where TContext : notnull
    {
        public async Task AnswerAsync(IFeatureCollection features)
        {
            var context = application.CreateContext(features);
            try
            {
                await application.ProcessRequestAsync(context);
                application.DisposeContext(context, null);
            }
            catch (Exception e)
            {
                application.DisposeContext(context, e);
                throw;
            }
        }

        public object Create(IFeatureCollection features) => application.CreateContext(features);

        public Task ProcessAsync(object context) => application.ProcessRequestAsync((TContext)context);

        public void Dispose(object context, Exception? exception) => application.DisposeContext((TContext)context, exception);
    }
}
