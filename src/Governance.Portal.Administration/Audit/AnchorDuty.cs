using System.Net;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Configuration;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// A log that no one outside keeps a checkpoint of can be rewritten unseen by the holder of host and key. A portal that serves others does
/// not start like that unless it is told to by name; on loopback alone, which is a trial, it starts and says so.
/// </summary>
internal sealed partial class AnchorDuty(
    IConfiguration configuration,
    IHostEnvironment environment,
    IOptions<WatchOptions> watch,
    IOptions<DemoOptions> demo,
    ILogger<AnchorDuty> logger
) : IShellAlarm
{
    private static readonly string[] s_told = [Roles.Administrator, Roles.Auditor];

    // What is configured stays as it is while the portal runs.
    event EventHandler? IShellAlarm.Changed
    {
        add { }
        remove { }
    }

    /// <summary>True when this is a production without anchor and witness.</summary>
    public bool IsUnanchored =>
        watch.Value is { Anchors.Length: 0, Witnesses.Length: 0 } && !environment.IsDevelopment() && !demo.Value.Enabled;

    /// <summary>Stops the start where an anchor or a witness is demanded and missing.</summary>
    /// <exception cref="FormatException">It has to have an anchor or a witness; one line says what to set.</exception>
    public void Check()
    {
        var options = watch.Value;
        if (!IsUnanchored)
        {
            return;
        }

        if (options.RequireAnchor)
        {
            throw new FormatException("Audit__RequireAnchor: neither Audit__Anchors nor Audit__Witnesses is set. Set one of them.");
        }

        if (!options.AllowUnanchored && (configuration.GetValue<bool>("Security:BehindTlsProxy") || Addresses().Any(a => !IsLoopback(a))))
        {
            throw new FormatException(
                "Audit__Anchors: this portal serves other machines, and no one outside keeps its checkpoints: anyone who controls this "
                    + "host could rewrite the audit log unnoticed. "
                    + "Set Audit__Anchors or Audit__Witnesses, or accept it with Audit__AllowUnanchored=true."
            );
        }
    }

    /// <summary>Says what is missing in the server's log, once the portal serves.</summary>
    public void Warn()
    {
        if (IsUnanchored)
        {
            LogUnanchored();
        }
    }

    public ShellAlarm? For(AlarmReader reader) =>
        IsUnanchored && s_told.Contains(reader.Role, StringComparer.Ordinal)
            ? new ShellAlarm(
                $"No one outside this host keeps this log's checkpoints",
                $"Anyone who controls this host could rewrite the audit log unnoticed. Set Audit__Anchors or Audit__Witnesses.",
                $"Open Audit log",
                "/audit"
            )
            : null;

    /// <summary>True for an address that only this machine reaches.</summary>
    internal static bool IsLoopback(string address)
    {
        BindingAddress parsed;
        try
        {
            parsed = BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            return false; // the server itself says what is wrong with it
        }

        return parsed.IsUnixPipe
            || parsed.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(parsed.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }

    // As Kestrel takes them: endpoints before addresses, those before ports.
    private List<string> Addresses()
    {
        List<string> endpoints = [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>()];
        if (endpoints.Count > 0)
        {
            return endpoints;
        }

        if (configuration["urls"] is { Length: > 0 } urls)
        {
            return [.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        }

        return
        [
            .. new[] { "http", "https" }.SelectMany(s =>
                (configuration[$"{s}_ports"] ?? "")
                    .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(p => $"{s}://*:{p}")
            ),
        ];
    }

    [LoggerMessage(
        1509,
        LogLevel.Critical,
        $"No one outside this host keeps this log's checkpoints: set Audit__Anchors or Audit__Witnesses. Until then "
            + "anyone who controls this host can rewrite the audit log unnoticed"
    )]
    private partial void LogUnanchored();
}
