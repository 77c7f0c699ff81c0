using System.Diagnostics;

namespace Governance.Portal.Hosting;

/// <summary>Gives every request a trace id, also where no collector listens: log entries and problem documents quote it.</summary>
internal static class TraceIds
{
    private static readonly ActivityListener s_listener = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = static (ref _) => ActivitySamplingResult.PropagationData,
    };

    public static void Ensure() => ActivitySource.AddActivityListener(s_listener);
}
