using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Doctor;

/// <summary>Asks every check. One that throws is a line, and keeps none of the others from being asked.</summary>
internal sealed class RunDoctor(IServiceProvider services, TimeProvider clock)
{
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(60);

    /// <summary>The lines, in the order of the checks.</summary>
    public async Task<IReadOnlyList<DoctorLine>> RunAsync(CancellationToken ct)
    {
        var lines = new List<DoctorLine>();
        foreach (var check in services.GetServices<DoctorCheck>())
        {
            using var time = new CancellationTokenSource(s_most, clock);
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
            try
            {
                await foreach (var line in check.Make(services).LookAsync(bound.Token))
                {
                    lines.Add(line);
                }
            }
#pragma warning disable CA1031 // Whatever it is, it is what was found.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                // The words of an exception may hold what configuration holds; those of a start that fails name no value. Of any other its
                // kind is enough to know where to look.
                var words = StartFaults.Of(
                    e,
                    services.GetRequiredService<IConfiguration>().GetConnectionString(ConfigurationServices.ConnectionStringKey)
                )
                    is { } fault
                    ? fault.Sentence
                    : $"{check.Subject} could not be checked: {e.GetType().Name}.";
                lines.Add(DoctorLine.Fail(check.Subject, words));
            }
        }

        return lines;
    }
}
