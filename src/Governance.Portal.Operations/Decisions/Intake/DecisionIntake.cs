using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Unicode;
using Governance.Domain;
using Governance.Domain.Decisions;
using Governance.Portal.Kernel.Configuration;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Decisions.Intake;

/// <summary>
/// Reads a batch: cuts lines, checks them, redacts them, makes contents, salts and commitments, on all processors.
/// </summary>
internal sealed class DecisionIntake(
    IntakeSources sources,
    IOptions<LimitsOptions> limits,
    IOptions<StorageOptions> storage,
    TimeProvider clock
)
{
    // A member that stands twice is found where the line is read and made canonical, which is cheaper.
    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 64 };

    /// <summary>Begins to read the body. The caller disposes the batch, and the body after it.</summary>
    public IntakeBatch Begin(Stream body, CancellationToken ct) =>
        new(Path.Combine(storage.Value.ArtifactPath, "tmp"), (batch, token) => ReadAsync(body, batch, token), ct);

    private async Task<Refusal?> ReadAsync(Stream body, IntakeBatch batch, CancellationToken ct)
    {
        var errors = new DecisionErrors();
        var known = new Dictionary<(string, string), IntakeSource?>();
        var lines = 0;
        await using var reader = new LineReader(body, limits.Value);
        while (true)
        {
            var next = await reader.NextAsync(ct);
            if (next.Refusal is { } unreadable)
            {
                return unreadable;
            }

            if (next.Value is not { } run)
            {
                break;
            }

            if ((lines += run.Lines.Count) > limits.Value.DecisionLines)
            {
                return DecisionRefusals.TooManyLines(limits.Value.DecisionLines);
            }

            if (await TakeAsync(run, known, batch, errors, ct) is { } malformed)
            {
                return malformed;
            }
        }

        return errors.Any ? errors.ToRefusal()
            : lines == 0 ? DecisionRefusals.Empty
            : null;
    }

    private async Task<Refusal?> TakeAsync(
        LineRun run,
        Dictionary<(string, string), IntakeSource?> known,
        IntakeBatch batch,
        DecisionErrors errors,
        CancellationToken ct
    )
    {
        var made = new IntakeItem?[run.Lines.Count];
        var lines = Enumerable.Range(0, run.Lines.Count).ToArray();
        // Most batches are of one version: it is looked up for the first line, and the others know it. Lines of versions not met before
        // wait until the database was asked, and are read once more.
        var next = known.Count == 0 ? lines[..1] : lines;
        var rest = lines[next.Length..];
        while (next.Length > 0)
        {
            var (malformed, waiting) = Make(run, next, known, made, errors);
            if (malformed is not null)
            {
                return malformed;
            }

            foreach (var (model, version) in waiting.Select(w => (w.Model, w.Version)).Distinct())
            {
                known.Add((model, version), await sources.FindAsync(model, version, ct));
            }

            next = waiting.Count > 0 ? [.. waiting.Select(w => w.Place)] : rest;
            rest = waiting.Count > 0 ? rest : [];
        }

        if (!errors.Any)
        {
            await batch.AddAsync(made!, ct);
        }

        return null;
    }

    // A line is done with before the next one is read, so that its document's memory is used again at once.
    private (Refusal? Malformed, IReadOnlyCollection<(int Place, string Model, string Version)> Waiting) Make(
        LineRun run,
        int[] places,
        Dictionary<(string, string), IntakeSource?> known,
        IntakeItem?[] made,
        DecisionErrors errors
    )
    {
        var malformed = new ConcurrentQueue<(long Line, string Problem)>();
        var waiting = new ConcurrentQueue<(int Place, string Model, string Version)>();
        var now = clock.GetUtcNow();
        InParts(
            places.Length,
            errors,
            (from, to, own) =>
            {
                var maker = new ItemMaker(to - from);
                for (var i = from; i < to; i++)
                {
                    var place = places[i];
                    var (number, bytes) = run.Lines[place];
                    if (!Utf8.IsValid(bytes.Span))
                    {
                        malformed.Enqueue((number, "is not valid UTF-8"));
                        return;
                    }

                    try
                    {
                        using var document = JsonDocument.Parse(bytes, s_json);
                        if (DecisionLineReader.Read(document.RootElement, number, now, own) is not { } line)
                        {
                            continue;
                        }

                        if (!known.TryGetValue((line.Model, line.Version), out var source))
                        {
                            waiting.Enqueue((place, line.Model, line.Version));
                        }
                        else if (source is null)
                        {
                            own.Add(number, "version", $"This version of this model is not registered. Register it, or correct the names.");
                        }
                        else
                        {
                            made[place] = maker.Make(number, line, source, own);
                        }
                    }
                    catch (JsonException)
                    {
                        malformed.Enqueue((number, "is not a valid JSON object: it may be cut off, or nested more than 64 levels deep"));
                        return;
                    }
                    catch (InvalidOperationException)
                    {
                        malformed.Enqueue((number, "contains an incomplete character (a lone surrogate)"));
                        return;
                    }
                }
            }
        );
        return (
            malformed.IsEmpty ? null
            : malformed.Min() is var first ? DecisionRefusals.Malformed(first.Line, Sentence.Ours(first.Problem))
            : null,
            waiting
        );
    }

    private static void InParts(int count, DecisionErrors errors, Action<int, int, DecisionErrors> part)
    {
        const int Smallest = 128;
        // More parts than processors: one that is busy with something else does not keep the others waiting.
        var parts = Math.Clamp(count / Smallest, 1, Environment.ProcessorCount * 4);
        var own = new DecisionErrors[parts];
        void Run(int p)
        {
            own[p] = new DecisionErrors();
            part((int)((long)count * p / parts), (int)((long)count * (p + 1) / parts), own[p]);
        }

        if (parts == 1)
        {
            Run(0);
        }
        else
        {
            Parallel.For(0, parts, Run);
        }

        foreach (var found in own)
        {
            errors.Add(found);
        }
    }
}
