using Governance.Domain.Models.Registries;

namespace Governance.Portal.Models.Registries;

/// <summary>Says what an import of a model would do, and does nothing.</summary>
public sealed class CompareModel(ReadModel read)
{
    /// <summary>Compares one model.</summary>
    internal async Task RunAsync(RegistryConnection from, FoundModel model, ImportLines lines, CancellationToken ct)
    {
        if (ImportModel.Refuses(model) is { } refusal)
        {
            ImportModel.Skip(lines, model, refusal);
            return;
        }

        var reading = await read.RunAsync(from, model, ct);
        var knownAs = reading.Known?.Model;
        lines.Count(new ImportTally(Models: 1, NewModels: reading.Known is null ? 1 : 0, Versions: reading.Versions.Count));
        if (reading.Known is null)
        {
            lines.Add(RegistryDifferenceKind.Added, model.Name);
        }
        else if (reading.IsChanged)
        {
            lines.Count(new ImportTally(Changed: 1));
            lines.Add(RegistryDifferenceKind.Changed, model.Name, knownAs: knownAs);
        }

        foreach (var version in reading.Versions)
        {
            if (version.Known is null)
            {
                lines.Count(new ImportTally(NewVersions: 1));
                lines.Add(RegistryDifferenceKind.Added, model.Name, version.Version.Number, knownAs);
            }
            else if (version.IsChanged)
            {
                lines.Count(new ImportTally(Changed: 1));
                lines.Add(RegistryDifferenceKind.Changed, model.Name, version.Version.Number, knownAs);
            }
        }

        foreach (var gone in reading.Missed.Where(v => v.GoneAt is null))
        {
            lines.Count(new ImportTally(Gone: 1));
            lines.Add(RegistryDifferenceKind.Gone, model.Name, gone.Number, knownAs);
        }
    }
}
