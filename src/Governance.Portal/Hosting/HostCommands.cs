using System.CommandLine;
using Governance.Data;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Demo;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Hosting;

/// <summary>Reads the command line of <c>Governance.Portal</c>.</summary>
public static class HostCommands
{
    /// <summary>Runs what the command line says.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        IConfiguration? configuration = null;
        try
        {
            var words = args.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal)).ToArray();
            var asks = args is ["--version"] || args.Any(a => a is "--help" or "-h" or "-?");
            if (!asks && (words.Length == 0 || words[0] == "serve"))
            {
                var server = PortalHost.CreateBuilder(args.Length > 0 && args[0] == "serve" ? args[1..] : args);
                configuration = server.Configuration;
                return await ServeAsync(server);
            }

            // The portal that knows the commands is the one that the command works on: building it takes longer than most commands.
            var builder = Quiet(PortalHost.CreateBuilder([], isCommand: true));
            configuration = builder.Configuration;
            if (words is ["demo", "seed"])
            {
                DemoClock.Use(builder.Services);
            }

            await using var app = builder.Build();
            var runner = new HostCommandRunner(() => app, Startup.PrepareAsync);
            var root = new RootCommand("Governance Portal: serve the portal, or manage the installation from its host.");
            root.Subcommands.Add(new Command("serve", "Serve the portal (the default)."));
            foreach (var group in app.Services.GetServices<IHostCommand>().GroupBy(c => c.Group, StringComparer.Ordinal))
            {
                if (group.Key.Length == 0)
                {
                    group.ToList().ForEach(one => root.Subcommands.Add(one.Make(runner)));
                    continue;
                }

                var command = new Command(group.Key, $"Commands about {group.Key}.");
                foreach (var one in group)
                {
                    command.Subcommands.Add(one.Make(runner));
                }

                root.Subcommands.Add(command);
            }

            var parsed = root.Parse(args);
            if (parsed.Errors.Count > 0)
            {
                foreach (var error in parsed.Errors)
                {
                    await Console.Error.WriteLineAsync(error.Message);
                }

                await Console.Error.WriteLineAsync("Run with --help to see the available commands.");
                return 2;
            }

            return await parsed.InvokeAsync(cancellationToken: CancellationToken.None); // Ctrl+C is heard there
        }
        catch (Exception e)
            when (StartFaults.Of(e, configuration?.GetConnectionString(ConfigurationServices.ConnectionStringKey)) is { } fault)
        {
            // The last thing that is written: the logger was emptied when the portal was disposed of.
            await Console.Error.WriteLineAsync($"The portal cannot start: {fault.Sentence}");
            return StartFaults.CannotRun;
        }
    }

    private static async Task<int> ServeAsync(WebApplicationBuilder builder)
    {
        StartingServer.Use(builder.Services);
        await using var app = builder.Build();
        // What starts from here on is the host's: preparation and all jobs. Requests and pages say for themselves who asks.
        using var host = app.Services.GetRequiredService<DataScopeAccessor>().AsHost();
        // The host would ask once everything is prepared: what is configured wrongly is said before anything is touched.
        foreach (var validator in app.Services.GetServices<IStartupValidator>())
        {
            validator.Validate();
        }

        // What takes long and needs nothing of the rest is made beside it: a start has more than one processor.
        var models = Task.Run(app.Services.MakeModels, CancellationToken.None);
        var anchors = app.Services.GetRequiredService<AnchorDuty>();
        anchors.Check();
        // A host for tests brings a server that does not listen at all.
        var server = app.Services.GetRequiredService<IServer>() as StartingServer;
        if (server is not null)
        {
            await server.OpenAsync(app.Lifetime.ApplicationStopping);
        }

        app.Use();
        var parts = Task.Run(() => app.Services.GetServices<IHostedService>().Count(), CancellationToken.None);
        await Startup.PrepareAsync(app.Services, app.Lifetime.ApplicationStopping);
        await Startup.SweepAsync(app.Services, app.Lifetime.ApplicationStopping);
        if (server is not null)
        {
            server.WarmUp = app.Services.GetRequiredService<WarmUp>();
            await server.WarmUp.ReadAsync(app.Lifetime.ApplicationStopping);
        }

        await StartAsync(app);
        anchors.Warn(); // of a portal that serves: a start that fails has another reason, which is to be read last
        await Task.WhenAll(models, parts);
        await app.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    // Jobs that run already are stopped before what they work with is disposed of under them.
    private static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync(CancellationToken.None); // a signal to stop is heard there
        }
        catch
        {
            await app.StopAsync(CancellationToken.None);
            throw;
        }
    }

    // A host command's words are its output: warnings and errors go to standard error, the rest is left out.
    private static WebApplicationBuilder Quiet(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<LoggerFilterOptions>(o =>
        {
            o.Rules.Clear();
            o.MinLevel = LogLevel.Warning;
            o.Rules.Add(new(null, PortalHost.KeysOfCookies, LogLevel.Error, null));
        });
        return builder;
    }
}
