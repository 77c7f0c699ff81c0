using Governance.Samples.Data;
using Governance.Samples.Models;
using Governance.Samples.Numerics;
using Governance.Samples.Output;
using Governance.Samples.Statistics;

namespace Governance.Samples.Catalog;

/// <summary>Trains the versions of a sample and writes its folder into <see cref="GeneratedFiles"/>.</summary>
internal sealed class SampleBuilder(SampleDefinition definition)
{
    private readonly SampleDataSet _data = definition.Data;

    public SampleDefinition Definition { get; } = definition;

    public static GeneratedFiles BuildAll()
    {
        var files = new GeneratedFiles();
        foreach (var definition in SampleCatalog.All())
        {
            new SampleBuilder(definition).Build(files);
        }

        return files;
    }

    public IReadOnlyList<BuiltVersion> TrainAll()
    {
        var folder = Definition.Folder;
        var training = new TrainingSet(
            $"synthetic-{folder}-training",
            $"raw/{folder}/training.csv.gz",
            TrainingTable.Write(_data, ("fit", _data.Fit), ("threshold", _data.Threshold))
        );
        var redTeam = new TrainingSet(
            $"synthetic-{folder}-red-team",
            $"raw/{folder}/red_team.csv.gz",
            TrainingTable.Write(_data, ("fit", _data.Extra))
        );
        return [.. Definition.Versions.Select(v => Train(v, v.UsesExtraRows ? [training, redTeam] : [training]))];
    }

    private void Build(GeneratedFiles files)
    {
        var folder = Definition.Folder;
        var versions = TrainAll();
        foreach (var training in versions.SelectMany(v => v.TrainingSets).DistinctBy(t => t.Path))
        {
            files.AddCsv(training.Path, training.Table);
        }

        foreach (var version in versions)
        {
            files.Add(version.ArtifactPath, version.Artifact);
        }

        var tables = new PredictionTables(Definition, versions);
        files.AddCsv($"{folder}/predictions.csv.gz", tables.Decisions());
        files.AddCsv($"{folder}/shadow_predictions.csv.gz", tables.Shadows());
        files.AddCsv($"{folder}/late_labels.csv.gz", tables.LateLabels());
        if (Definition.Folder == "ids")
        {
            files.AddCsv($"{folder}/ground_truth_tags.csv.gz", tables.Tags());
        }

        files.AddJson($"{folder}/evaluation.json", EvaluationDocument.Write(Definition, versions));
        files.AddJson($"{folder}/model_card.json", ModelCardDocument.Write(Definition, versions));
        files.AddJson($"{folder}/dependencies.json", DependencyList.Write());
        files.AddJson($"{folder}/model.json", RegistrationDocument.Model(Definition));
        var evidence = new EvidenceDocuments(Definition);
        foreach (var version in versions)
        {
            evidence.Write(files, version);
        }

        files.AddJson($"{folder}/lineage.json", new LineageDocument(Definition, versions, files).Write());
    }

    private BuiltVersion Train(VersionDefinition version, IReadOnlyList<TrainingSet> training)
    {
        IReadOnlyList<SampleRow> rows = version.UsesExtraRows ? [.. _data.Fit, .. _data.Extra] : _data.Fit;
        var model = version.Train(_data, rows);
        model.Threshold = ChooseThreshold(model);
        var path = $"{Definition.Folder}/artifacts/{Definition.ModelId}-{version.Version}.json";
        var artifact = ArtifactDocument.Write(Definition, version, model, _data.Features, rows.Count, training);
        var holdout = _data.Reference.Select(r => new ScoredLabel(model.Score(r), model.Predict(r), r.Label)).ToArray();
        var random = new SeededRandom(Definition.Seed, "robustness-" + version.Version);
        return new BuiltVersion(
            version,
            model,
            rows.Count,
            training,
            path,
            artifact,
            Digest.Sha256(artifact),
            holdout,
            new Performance(holdout),
            FairnessSet.Of(_data.ProtectedNames, [.. _data.Reference.Select((r, i) => (r.Protected, holdout[i]))]),
            RobustnessResult.Measure(model, _data.Features, _data.Reference, random),
            _data.Reference.Max(r => Math.Abs(model.RawScore(r) - model.Score(r)))
        );
    }

    private double ChooseThreshold(ScoringModel model)
    {
        var scored = _data.Threshold.Select(r => (Score: model.Score(r), r.Label)).ToArray();
        var best = (Threshold: 0.5, Value: double.NegativeInfinity);
        for (var percent = 5; percent <= 95; percent++)
        {
            var threshold = percent / 100.0;
            var value = Definition.ThresholdValue(
                scored.LongCount(s => s.Score >= threshold && s.Label == 1),
                scored.LongCount(s => s.Score >= threshold && s.Label == 0),
                scored.LongCount(s => s.Score < threshold && s.Label == 1)
            );
            if (value > best.Value)
            {
                best = (threshold, value);
            }
        }

        return best.Threshold;
    }
}
