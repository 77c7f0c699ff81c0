using System.CommandLine;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Doctor;

/// <summary><c>doctor</c>: looks at everything an operator asks first; exit code 1 when something does not work.</summary>
internal sealed class DoctorCommand : IHostCommand
{
    public string Group => "";

    public Command Make(HostCommandRunner runner)
    {
        ArgumentNullException.ThrowIfNull(runner);
        var bundle = new Option<FileInfo?>("--bundle")
        {
            Description =
                "Also write a support bundle (zip) to this file: the output of doctor, the configuration (only numbers and switches "
                + "keep their values), row counts and the latest job activity. It holds no secrets and no personal data.",
        };
        var command = new Command(
            "doctor",
            "Check configuration, clock, disks, keys, permissions and versions, and whether configured systems can be reached. Changes "
                + "nothing. Exit code 1 if something does not work."
        )
        {
            bundle,
        };
        command.SetAction(
            (parsed, ct) => runner.RunAsync((services, token) => LookAsync(services, parsed.GetValue(bundle), token), prepare: false, ct)
        );
        return command;
    }

    /// <summary>A line, as it is printed.</summary>
    public static string Print(DoctorLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var state = line.State switch
        {
            DoctorState.Ok => "ok  ",
            DoctorState.Warn => "warn",
            DoctorState.Fail => "fail",
        };
        return $"{state}  {line.Subject}: {line.Sentence.ReplaceLineEndings(" ")}";
    }

    private static async Task<int> LookAsync(IServiceProvider services, FileInfo? bundle, CancellationToken ct)
    {
        var lines = await services.GetRequiredService<RunDoctor>().RunAsync(ct);
        foreach (var line in lines)
        {
            await Console.Out.WriteLineAsync(Print(line));
        }

        if (bundle is not null)
        {
            await services.GetRequiredService<SupportBundle>().WriteAsync(bundle.FullName, lines, ct);
            await Console.Out.WriteLineAsync($"The support bundle is in {bundle.FullName}. Look at it before you send it.");
        }

        return lines.Any(l => l.State is DoctorState.Fail) ? 1 : 0;
    }
}
