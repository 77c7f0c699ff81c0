using System.Text;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Validation;

namespace Governance.Portal.Demo;

/// <summary>
/// The scheduled validation of a model is prepared: its held-out set is stored, whose digest the version declares, and the schedule is
/// paused, because there is no scoring server in a demo.
/// </summary>
internal sealed class DemoSchedule(StoreHeldOutSet store, SetUpSchedule setUp, PauseSchedule pause)
{
    private const string File = "synthetic-credit-hold-out.csv";
    private const string FirstInput = "sex";
    private const string AfterInputs = "score";
    private const int EveryDays = 30;

    /// <summary>Plays it.</summary>
    public async Task<Refusal?> RunAsync(Actor officer, DemoFolderSamples told, Action<string> say, CancellationToken ct)
    {
        var model = told.Samples.Model;
        using var rows = new MemoryStream(await RowsAsync(told.Windows.Files.Single(f => f.IsReference).Path, ct), writable: false);
        var stored = await store.RunAsync(officer, model, File, rows, ct);
        if (stored.Refusal is { } refusal)
        {
            return refusal;
        }

        var made = await setUp.RunAsync(
            officer,
            model,
            new ScheduleBody(
                Environment: "production",
                Endpoint: $"https://scoring.{DemoPlaces.Domain}/v2/models/{model}",
                Protocol: "kserve-v2",
                Checks: ["performance", "fairness"],
                Label: "label",
                Protected: [.. told.Samples.Protected],
                EveryDays: EveryDays
            ),
            ct
        );
        if (made.Refusal is { } unmade)
        {
            return unmade;
        }

        say($"{model}: a validation every {EveryDays} days is prepared and paused");
        return (await pause.RunAsync(officer, model, made.Value.ToString(), ct)).Refusal;
    }

    // The set as the pipeline made it: id, inputs and label of the rows that later windows are compared with.
    private static async Task<byte[]> RowsAsync(string path, CancellationToken ct)
    {
        var text = new StringBuilder();
        var (first, after, label) = (0, 0, 0);
        await foreach (var line in System.IO.File.ReadLinesAsync(path, ct))
        {
            var fields = line.Split(',');
            var isHeader = text.Length == 0;
            if (isHeader)
            {
                (first, after, label) = (
                    Array.IndexOf(fields, FirstInput),
                    Array.IndexOf(fields, AfterInputs),
                    Array.IndexOf(fields, "true_label")
                );
            }

            text.AppendJoin(',', [fields[0], .. fields[first..after], isHeader ? "label" : fields[label]]).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
