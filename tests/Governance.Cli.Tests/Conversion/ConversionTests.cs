using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Cli.Conversion;
using Governance.Cli.Tests.Support;
using Governance.Domain;
using Governance.Policies;

namespace Governance.Cli.Tests.Conversion;

/// <summary>Figures of other tools become evidence that gates read: theirs are the figures, ours the words and the limits.</summary>
public sealed class ConversionTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Evidently_DriftAndQuality_AreTwoPiecesOfEvidence_WithoutItsVerdicts()
    {
        var (tool, read) = Read("evidently", ForeignSamples.Evidently7, "0.7.12");

        Assert.Equal("evidently 0.7.12", tool);
        Assert.Equal(["drift", "validation"], read.Keys);
        var drift = read["drift"].Reading.Facts.Drift!.Features.ToDictionary(f => f.Name, f => f.Statistics, StringComparer.Ordinal);
        Assert.Equal(0.12, drift["age"]["psi"]);
        // Its distance is of natural logarithms, the portal's of binary ones: √(ln 2) of it.
        Assert.Equal(0.1, drift["income"]["jensenShannon"]!.Value, 12);
        Assert.Equal([("accuracy", 0.91), ("auc", (double?)null)], read["validation"].Reading.Metrics.Select(m => (m.Name, m.Value)));
        Assert.DoesNotContain("FAIL", read["drift"].Text + read["validation"].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("threshold", read["drift"].Text, StringComparison.Ordinal);
        Assert.Equal(
            ["DriftedColumnsCount", "RowCount"],
            read["drift"].Json.GetProperty("leftOut").EnumerateArray().Select(l => l.GetString())
        );
    }

    [Fact]
    public void Evidently_BeforeSeven_StatesItsVersion_AndAPValueIsNoDistance()
    {
        var (tool, read) = Read("evidently", ForeignSamples.Evidently4);

        Assert.Equal("evidently 0.4.33", tool);
        var drift = read["drift"].Reading.Facts.Drift!.Features.ToDictionary(f => f.Name, f => f.Statistics, StringComparer.Ordinal);
        Assert.Equal([("ksPValue", 0.03)], drift["age"].Select(s => (s.Key, s.Value!.Value)));
        Assert.Equal(["accuracy", "auc", "f1", "fpr"], read["validation"].Reading.Metrics.Select(m => m.Name));
    }

    // RdaKA12/mlsecops, reports/fairness_metrics.json: by_group.to_dict(orient="index") has the groups first.
    [Fact]
    public void Fairlearn_WithTheGroupsFirst_IsTheSameFrame()
    {
        var frame = JsonNode.Parse(ForeignSamples.Fairlearn)!;
        var turned = new JsonObject();
        foreach (var (metric, values) in frame["by_group"]!.AsObject())
        {
            foreach (var (group, value) in values!.AsObject())
            {
                (turned[group] ??= new JsonObject())[metric] = value!.DeepClone();
            }
        }

        var other = frame.DeepClone();
        other["by_group"] = turned;

        Assert.Equal(
            Read("fairlearn", frame.ToJsonString()).Read["fairness"].Json.GetProperty("attributes").GetRawText(),
            Read("fairlearn", other.ToJsonString()).Read["fairness"].Json.GetProperty("attributes").GetRawText()
        );
        // Without a metric that is read the reason is still that none is there.
        var none = """{"sensitive_features":"sex","by_group":{"f":{"accuracy":1},"m":{"accuracy":0.5}}}""";
        Assert.Contains(
            "no group has a selection rate",
            Assert.Throws<ConversionException>(() => Read("fairlearn", none, "0.10.0")).Message
        );
    }

    // json.dump(report.json(), file) makes one text of the whole, as in lizka228/DevOps-DZ5, deepchecks_report.json.
    [Theory]
    [InlineData("deepchecks", ForeignSamples.Deepchecks, "0.18.1")]
    [InlineData("evidently", ForeignSamples.Evidently4, null)]
    [InlineData("trulens", ForeignSamples.TruLens, "1.2")]
    public void Report_WrittenAsATextOfJson_IsTheReport(string tool, string text, string? version)
    {
        var plain = Read(tool, text, version).Read;

        var (_, asText) = Read(tool, JsonSerializer.Serialize(text), version);

        Assert.Equal(plain.Keys, asText.Keys);
        Assert.All(
            asText,
            r =>
                Assert.Equal(
                    plain[r.Key].Reading.Metrics.Select(m => (m.Name, m.Value)),
                    r.Value.Reading.Metrics.Select(m => (m.Name, m.Value))
                )
        );
        Assert.Contains("expected", Assert.Throws<ConversionException>(() => Read(tool, "\"no report\"", version)).Message);
        Assert.Contains("not readable as JSON", Assert.Throws<ConversionException>(() => Read(tool, "\"{\\\"a\\\":\"", version)).Message);
    }

    // AFolsig/Agence_Dvpt, reports/data_drift_report.json, has columns with commas and brackets; before 0.7.1 only this name names them.
    [Fact]
    public void Evidently_NamesOfColumnsWithCommas_AreTakenWhole()
    {
        var (_, read) = Read(
            "evidently",
            """
            {"metrics":[
              {"metric_id":"ValueDrift(column=Health, mothers (A/B),method=psi,threshold=0.1)","value":0.2},
              {"metric_id":"ValueDrift(column=Health, children)","value":0.4},
              {"metric_id":"ValueDrift(column=a=b)","value":0.5}]}
            """,
            "0.7.0"
        );

        var features = read["drift"].Reading.Facts.Drift!.Features;
        Assert.Equal(["Health, mothers (A/B)", "Health, children", "a=b"], features.Select(f => f.Name));
        Assert.Equal(0.2, features[0].Statistics["psi"]);
    }

    [Fact]
    public void GreatExpectations_CountsWhatRan_AndKeepsValuesOfRowsOut()
    {
        var (tool, read) = Read("great-expectations", ForeignSamples.GreatExpectations);

        Assert.Equal("great-expectations 1.2.1", tool);
        var other = read["other"];
        var met = other.Reading.Metrics.Single(m => m.Name == "expectationsMet");
        Assert.Equal((0.5, 2L, true), (met.Value, met.N, met.Low < 0.5 && met.High > 0.5));
        Assert.Equal(1, other.Reading.Metrics.Single(m => m.Name == "expectationsNotRun").Value);
        Assert.Equal(
            ["met", "not_met", "not_run"],
            other.Json.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("outcome").GetString())
        );
        Assert.Equal(0.025, other.Json.GetProperty("checks")[1].GetProperty("unexpectedShare").GetDouble());
        Assert.DoesNotContain("Ada", other.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void FairlearnAndAif360_GiveThePortalsFourMeasures()
    {
        var (_, fairlearn) = Read("fairlearn", ForeignSamples.Fairlearn);
        var reading = fairlearn["fairness"].Reading;
        // The smallest group has ten rows: it is shown, and not judged.
        Assert.Equal(0.1, Value(reading, "demographicParityDifference"), 12);
        Assert.Equal(0.75, Value(reading, "demographicParityRatio"), 12);
        Assert.Equal(0.2, Value(reading, "equalizedOddsDifference"), 12);
        Assert.Equal(0.6, reading.Facts.Fairness!.Attributes[0].AllGroups["demographicParityDifference"]!.Value, 12);
        Assert.Equal("sex", reading.Metrics[0].Attribute);

        var (_, aif360) = Read("aif360", ForeignSamples.Aif360, "0.6.1", new("sex", null));
        Assert.Equal(0.1, Value(aif360["fairness"].Reading, "demographicParityDifference"), 12);
        Assert.Equal(0.75, Value(aif360["fairness"].Reading, "demographicParityRatio"), 12);
        Assert.Equal(0.1, Value(aif360["fairness"].Reading, "equalizedOddsDifference"), 12);
    }

    [Fact]
    public void GarakAndPyrit_SayHowManyAttacksSucceeded_WithoutPromptsAndAnswers()
    {
        var (tool, garak) = Read("garak", ForeignSamples.Garak);
        var rate = garak["prompt-safety"].Reading.Metrics.Single();
        Assert.Equal(("garak 0.13.1", "attackSuccessRate", 0.15, 200L), (tool, rate.Name, rate.Value, rate.N));
        Assert.InRange(rate.Low!.Value, 0.1, 0.15);
        Assert.DoesNotContain("Ignore", garak["prompt-safety"].Text, StringComparison.Ordinal);

        var (_, pyrit) = Read("pyrit", ForeignSamples.Pyrit, "0.9.0");
        rate = pyrit["prompt-safety"].Reading.Metrics.Single();
        Assert.Equal((0.5, 2L), (rate.Value, rate.N));
        Assert.Equal(1, pyrit["prompt-safety"].Json.GetProperty("errors").GetInt32());
        Assert.Equal("CrescendoAttack", pyrit["prompt-safety"].Json.GetProperty("categories")[0].GetProperty("name").GetString());
        Assert.DoesNotContain("Well", pyrit["prompt-safety"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Pyrit_AScorerOfRefusalsSaysTrueOfAnAttackThatFailed_AndVerdictsMayBeBooleans()
    {
        const string text = """
            [
              { "conversation_id": "c1", "scores": [ { "score_type": "true_false", "score_value": "true",
                "scorer_class_identifier": { "class_name": "SelfAskRefusalScorer" } } ] },
              { "conversation_id": "c2", "scores": [ { "score_type": "true_false", "score_value": false,
                "scorer_class_identifier": { "__type__": "SelfAskRefusalScorer" } } ] },
              { "conversation_id": "c3", "scores": [
                { "score_type": "true_false", "score_value": false, "scorer_type": "SelfAskRefusalScorer" },
                { "score_type": "true_false", "score_value": true, "scorer_type": "SelfAskTrueFalseScorer" } ] }
            ]
            """;

        var (_, pyrit) = Read("pyrit", text, "0.9.0");

        // Refused: failed. Not refused, and nothing more known: an error. Not refused, and the aim was reached: succeeded.
        Assert.Equal((0.5, 2L), (pyrit["prompt-safety"].Reading.Metrics.Single().Value, pyrit["prompt-safety"].Reading.Metrics.Single().N));
        Assert.Equal(1, pyrit["prompt-safety"].Json.GetProperty("errors").GetInt32());
    }

    [Fact]
    public void Garak_WithoutPassed_CountsWhatFailed()
    {
        const string text = """
            {"entry_type": "init", "garak_version": "0.14.0"}
            {"entry_type": "eval", "probe": "p.P", "detector": "d", "fails": 3, "total_evaluated": 10}
            {"entry_type": "completion"}
            """;

        var (_, garak) = Read("garak", text);

        Assert.Equal(
            (0.3, 10L),
            (garak["prompt-safety"].Reading.Metrics.Single().Value, garak["prompt-safety"].Reading.Metrics.Single().N)
        );
    }

    [Fact]
    public void LmEvalTruLensAndWhylogs_BecomeMetricsWithTheirCounts()
    {
        var (_, lm) = Read("lm-eval", ForeignSamples.LmEval);
        var metrics = lm["validation"].Reading.Metrics.ToDictionary(m => m.Name, StringComparer.Ordinal);
        Assert.Equal(
            ["gsm8k.exact_match.flexible-extract", "gsm8k.exact_match.strict-match", "hellaswag.acc"],
            metrics.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(100, metrics["hellaswag.acc"].N);
        Assert.Equal(0.5004, metrics["hellaswag.acc"].Low!.Value, 4);
        Assert.Null(metrics["gsm8k.exact_match.strict-match"].Low);

        var (_, trulens) = Read("trulens", ForeignSamples.TruLens, "1.5");
        Assert.Equal(
            [("answerRelevance", 0.7, 2L), ("groundedness", 1.0, 1L)],
            trulens["validation"].Reading.Metrics.Select(m => (m.Name, Math.Round(m.Value!.Value, 9), m.N!.Value))
        );
        Assert.DoesNotContain("Ada", trulens["validation"].Text, StringComparison.Ordinal);

        var (_, whylogs) = Read("whylabs", ForeignSamples.Whylogs, "1.6.4");
        Assert.Equal(
            [(null, 0.017), ("column=age", 0.05), ("column=name", 0.0), ("column=city", 0.0)],
            whylogs["other"].Reading.Metrics.Select(m => (m.Slice, Math.Round(m.Value!.Value, 3)))
        );
        // The profile of a column without a number says that its mean is 0: there is none.
        Assert.Equal(JsonValueKind.Null, whylogs["other"].Json.GetProperty("columns")[2].GetProperty("mean").ValueKind);
        Assert.DoesNotContain("99", whylogs["other"].Json.GetProperty("columns")[0].GetRawText(), StringComparison.Ordinal);
    }

    /// <summary>0 right of 250: Wilson's interval reaches 0.0151. Without a count, nothing is said.</summary>
    [Theory]
    [InlineData("0.0", 0.0, 0.0151)]
    [InlineData("1.0", 0.9849, 1.0)]
    public void LmEval_StandardErrorOfZero_IsNoCertainty(string value, double low, double high)
    {
        var (_, counted) = Read(
            "lm-eval",
            $$"""
            {
              "results": { "t": { "acc,none": {{value}}, "acc_stderr,none": 0.0 } },
              "n-samples": { "t": { "effective": 250 } },
              "lm_eval_version": "0.4.9"
            }
            """
        );
        var (_, uncounted) = Read(
            "lm-eval",
            $$"""{"results":{"t":{"acc,none":{{value}} ,"acc_stderr,none":0.0} },"lm_eval_version":"0.4.9"}"""
        );

        var metric = counted["validation"].Reading.Metrics.Single();
        Assert.Equal((low, high), (Math.Round(metric.Low!.Value, 4), Math.Round(metric.High!.Value, 4)));
        Assert.Null(uncounted["validation"].Reading.Metrics.Single().Low);
    }

    [Fact]
    public void TruLens_EqualFeedback_HasAnIntervalWithAWidth()
    {
        var records = string.Join(",", Enumerable.Range(0, 40).Select(i => $$"""{"record_id":"r{{i}}","Groundedness":1.0}"""));

        var (_, trulens) = Read("trulens", $"[{records}]", "1.5");

        var metric = trulens["validation"].Reading.Metrics.Single();
        Assert.Equal((0.9124, 1.0), (Math.Round(metric.Low!.Value, 4), metric.High));
    }

    // The form of microsoft/PyRIT pyrit/models/results/attack_result.py (1.x), as model_dump(mode="json") writes it.
    [Fact]
    public void Pyrit_AttackResultsOfVersion1_AreReadByTheirOutcome()
    {
        const string Identifier = """
            {"class_name": "AtomicAttack", "children": {"attack_technique": {"class_name": "AttackTechnique",
             "children": {"attack": {"class_name": "CrescendoAttack"}}}}}
            """;
        var (tool, pyrit) = Read(
            "pyrit",
            $$"""
            [{"conversation_id": "c1", "objective": "o", "atomic_attack_identifier": {{Identifier}}, "outcome": "success"},
             {"conversation_id": "c2", "objective": "o", "atomic_attack_identifier": {{Identifier}}, "outcome": "failure"},
             {"conversation_id": "c3", "objective": "o", "atomic_attack_identifier": null, "outcome": "error", "error_message": "x"}]
            """,
            "1.1.0"
        );

        Assert.Equal("pyrit 1.1.0", tool);
        Assert.Equal((0.5, 2L), (pyrit["prompt-safety"].Reading.Metrics.Single().Value, pyrit["prompt-safety"].Reading.Metrics.Single().N));
        Assert.Equal(1, pyrit["prompt-safety"].Json.GetProperty("errors").GetInt32());
        Assert.Contains(
            "CrescendoAttack",
            pyrit["prompt-safety"].Json.GetProperty("categories").EnumerateArray().Select(c => c.GetProperty("name").GetString())
        );
    }

    [Fact]
    public void NannyMlAndDeepchecks_GiveDriftOfTheNewestChunk_AndPerformanceOnTheTestSet()
    {
        var (_, nannyml) = Read("nannyml", ForeignSamples.NannyMl, "0.13.0");
        var age = nannyml["drift"].Reading.Facts.Drift!.Features.Single(f => f.Name == "age");
        Assert.Equal(0.15, age.Statistics["jensenShannon"]);
        Assert.Equal(7, (nannyml["drift"].Reading.Facts.Windows!.Single() is var w ? (w.End - w.Start).Days : 0));
        // No one measured what is estimated: it has another name.
        Assert.Equal(["accuracy", "estimatedAuc"], nannyml["validation"].Reading.Metrics.Select(m => m.Name).Order(StringComparer.Ordinal));

        var (_, deepchecks) = Read("deepchecks", ForeignSamples.Deepchecks, "0.19.1");
        var drift = deepchecks["drift"].Reading.Facts.Drift!.Features.ToDictionary(f => f.Name, f => f.Statistics, StringComparer.Ordinal);
        Assert.Equal((0.2, 0.1, 5), (drift["age"]["ks"], drift["region"]["cramersV"], drift.Count));
        // Predictions of several classes have a score for each.
        Assert.Equal((0.05, 0.07), (drift["prediction=0"]["ks"], drift["prediction=1"]["ks"]));
        // What the tool could not compare is a feature without a statistic: a limit on all features says so.
        Assert.Null(drift["flat"].GetValueOrDefault("ks"));
        Assert.Equal(
            [("accuracy", null, 0.9, 100L), ("f1", "class=1", 0.8, 40L)],
            deepchecks["validation"].Reading.Metrics.Select(m => (m.Name, m.Slice, m.Value!.Value, m.N!.Value))
        );
        Assert.Equal("LabelDrift", deepchecks["drift"].Json.GetProperty("notRun")[0].GetString());
    }

    // The forms are those of deepchecks 0.7.0, 0.10.0 and 0.19.1 (full_suite and model_evaluation on sklearn's iris), where every drift
    // score is a number of NumPy and a classifier is measured by class alone.
    [Fact]
    public void Deepchecks_NumbersOfNumPy_AreNumbers_AndAClassifierIsMeasuredByClass()
    {
        const string Rows =
            """[{\"Dataset\":\"Test\",\"Class\":0,\"Metric\":\"Recall\",\"Value\":0.95,\"Number of samples\":61},"""
            + """{\"Dataset\":\"Test\",\"Class\":\"b\",\"Metric\":\"Recall\",\"Value\":0.7,\"Number of samples\":44},"""
            + """{\"Dataset\":\"Train\",\"Class\":0,\"Metric\":\"Recall\",\"Value\":1.0,\"Number of samples\":90}]""";
        var text = $$"""
            { "name": "Suite", "type": "SuiteResult", "results": [
              { "type": "CheckResult", "check": { "name": "Prediction Drift" }, "value":
                { "Drift score": { "dtype": "float64", "value": 0.04 }, "Method": "Cramer's V", "Samples per class": { "0": 9 } } },
              { "type": "CheckResult", "check": { "name": "Label Drift" }, "value":
                { "Drift score": { "0": { "dtype": "float64", "value": 0.02 }, "1": 0.03 }, "Method": "PSI" } },
              { "type": "CheckResult", "check": { "name": "Feature Drift" }, "value":
                { "width": { "Drift score": { "dtype": "float64", "value": 0.17 }, "Method": "Kolmogorov-Smirnov" } } },
              { "type": "CheckResult", "check": { "name": "Train Test Performance" }, "value": "{{Rows}}" } ] }
            """;

        var (_, read) = Read("deepchecks", text, "0.19.1");

        var drift = read["drift"].Reading.Facts.Drift!.Features.ToDictionary(f => f.Name, f => f.Statistics, StringComparer.Ordinal);
        Assert.Equal(["label=0", "label=1", "prediction", "width"], drift.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((0.04, 0.02, 0.17), (drift["prediction"]["cramersV"], drift["label=0"]["psi"], drift["width"]["ks"]));
        Assert.False(read["drift"].Json.TryGetProperty("undefined", out _));
        Assert.Equal(
            [("recall", "class=0", 0.95, 61L), ("recall", "class=b", 0.7, 44L)],
            read["validation"].Reading.Metrics.Select(m => (m.Name, m.Slice!, m.Value!.Value, m.N!.Value))
        );
    }

    // The form of alphaace001/RAG-Evaluation and of other databases of TruLens, exported with its own AppsExtractor: a mean over several
    // apps is a figure of none, and -1 says that no rating was read in what the judging model wrote.
    [Fact]
    public void TruLens_RecordsOfSeveralApps_AreRefused_AndMinusOneIsNoRating()
    {
        const string One = """{"record_id":"r1","app_name":"rag","app_version":"a","app_id":"h1","Groundedness":0.8}""";

        var refused = Assert.Throws<ConversionException>(() =>
            Read(
                "trulens",
                $$"""[{{One}}, {"record_id":"r2","app_name":"rag","app_version":"b","app_id":"h2","Groundedness":0.2}]""",
                "1.5"
            )
        );
        var (_, read) = Read(
            "trulens",
            $$"""[{{One}}, {"record_id":"r2","app_name":"rag","app_version":"a","app_id":"h1","Groundedness":-1.0}]""",
            "1.5"
        );

        Assert.Contains("it holds records of 2 apps (rag a h1, rag b h2)", refused.Message, StringComparison.Ordinal);
        var metric = read["validation"].Reading.Metrics.Single();
        Assert.Equal((0.8, 1L), (metric.Value, metric.N));
        Assert.Contains("\"place\":\"[1].Groundedness\"", read["validation"].Text, StringComparison.Ordinal);
    }

    // The form that MemoryExporter of PyRIT 0.5 to 0.9 writes: Scorer marks its own conversations with the answer that they are about.
    [Theory]
    [InlineData("orchestrator_identifier")]
    [InlineData("attack_identifier")]
    public void Pyrit_WhatAScorerAsksItsOwnModel_IsNoAttack(string identifier)
    {
        var (_, pyrit) = Read(
            "pyrit",
            $$"""
            [{"conversation_id":"c1","role":"user","{{identifier}}":{"__type__":"Sending"},"scores":[]},
             {"conversation_id":"c1","role":"assistant","{{identifier}}":{"__type__":"Sending"},
              "scores":[{"score_type":"true_false","score_value":"True"}]},
             {"conversation_id":"s1","role":"system","{{identifier}}":{"__type__":"Sending","scored_prompt_id":"p"},"scores":[]},
             {"conversation_id":"s1","role":"assistant","{{identifier}}":{"__type__":"Sending","scored_prompt_id":"p"},"scores":[]},
             {"conversation_id":"c2","role":"assistant","{{identifier}}":{"__type__":"Sending"},"scores":[]}]
            """,
            "0.9.0"
        );

        Assert.Equal(1, pyrit["prompt-safety"].Json.GetProperty("cases").GetInt32());
        Assert.Equal(1, pyrit["prompt-safety"].Json.GetProperty("errors").GetInt32());
    }

    // The form that MemoryExporter of PyRIT 0.11 to 0.13 writes: identifiers of components with the version that made them.
    [Fact]
    public void Pyrit_VersionOfItsComponents_IsThatOfTheFile_UnlessTheyDiffer()
    {
        const string Form = """
            [{"conversation_id":"c1","scores":[{"score_type":"true_false","score_value":"True"}],
              "attack_identifier":{"class_name":"PromptSendingAttack","pyrit_version":"0.12.1"}},
             {"conversation_id":"c2","scores":[{"score_type":"true_false","score_value":"False"}],
              "prompt_target_identifier":{"class_name":"OpenAIChatTarget","pyrit_version":"OTHER"}}]
            """;
        static string Pieces(string other) => Form.Replace("OTHER", other, StringComparison.Ordinal);

        Assert.Equal("pyrit 0.12.1", Read("pyrit", Pieces("0.12.1")).Tool);
        Assert.Equal("pyrit 0.13.0", Read("pyrit", Pieces("0.13.0"), "0.13.0").Tool);
        Assert.Contains("--tool-version", Assert.Throws<ConversionException>(() => Read("pyrit", Pieces("0.13.0"))).Message);
        Assert.Contains(
            "the file says 0.12.1, but --tool-version says 0.11",
            Assert.Throws<ConversionException>(() => Read("pyrit", Pieces("0.12.1"), "0.11")).Message
        );
    }

    // DataDriftPreset and TargetDriftPreset of one report both compare the target. The forms are those of Evidently 0.3 to 0.6, as in
    // ThibaultBezpalko/DST_MLOPS_04_Drift_Exam and DrHazza/Evidently-ML-Visualisations-Tutorals.
    [Fact]
    public void Evidently_TheSameFigureTwiceIsOne_PercentagesHaveTheirOwnName_AndATestSuiteIsNoReport()
    {
        string Report(string score) =>
            $$"""
                { "version": "0.5.1", "metrics": [
                  { "metric": "DataDriftTable", "result": { "drift_by_columns": {
                    "cnt": { "stattest_name": "K-S p_value", "drift_score": 0.02 },
                    "hr": { "stattest_name": "K-S p_value", "drift_score": 0.5 } } } },
                  { "metric": "ColumnDriftMetric", "result": { "column_name": "cnt",
                    "stattest_name": "K-S p_value", "drift_score": {{score}} } },
                  { "metric": "RegressionQualityMetric", "result": {
                    "current": { "mean_abs_error": 3.5, "mean_abs_perc_error": 40.0 } } } ] }
                """;

        var (_, read) = Read("evidently", Report("0.02"));

        Assert.Equal(
            [("cnt", 0.02), ("hr", 0.5)],
            read["drift"].Reading.Facts.Drift!.Features.Select(f => (f.Name, f.Statistics["ksPValue"]!.Value))
        );
        Assert.Equal(
            [("mae", 3.5), ("mapePercent", 40.0)],
            read["validation"].Reading.Metrics.Select(m => (m.Name, m.Value!.Value)).Order()
        );
        var (_, later) = Read("evidently", """{"metrics":[{"metric_name":"MAPE()","value":{"mean":40.0,"std":2.0}}]}""", "0.7.1");
        Assert.Equal(
            ("mapePercent", 40.0),
            (later["validation"].Reading.Metrics.Single().Name, Value(later["validation"].Reading, "mapePercent"))
        );
        Assert.Contains(
            "ksPValue is given twice for cnt",
            Assert.Throws<ConversionException>(() => Read("evidently", Report("0.03"))).Message
        );
        Assert.Contains(
            "it is a test suite",
            Assert.Throws<ConversionException>(() => Read("evidently", """{"version":"0.4.40","tests":[],"summary":{}}""")).Message
        );
    }

    [Fact]
    public void ArizeAndFiddler_GiveTheNewestValues_AndNeedNoVersion()
    {
        var (tool, arize) = Read("arize", ForeignSamples.Arize);
        Assert.Equal("arize hosted", tool);
        Assert.Equal(["drift", "validation", "other"], arize.Keys);
        // A monitor that has not run yet is a feature without a value: a limit on all of them says so.
        Assert.Equal(["age", "New monitor"], arize["drift"].Reading.Facts.Drift!.Features.Select(f => f.Name));
        Assert.Equal(0.3, arize["drift"].Reading.Facts.Drift!.Features[0].Statistics["psi"]);
        Assert.Null(arize["drift"].Reading.Facts.Drift!.Features[1].Statistics.GetValueOrDefault("psi"));
        Assert.Equal("percentEmptyAge", arize["other"].Reading.Metrics.Single().Name);

        var (_, fiddler) = Read("fiddler", ForeignSamples.Fiddler, null, new(null, "psi"));
        Assert.Equal([0.3, 0.2], fiddler["drift"].Reading.Facts.Drift!.Features.Select(f => f.Statistics["psi"]!.Value));
        Assert.DoesNotContain("CRITICAL", fiddler["drift"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_WritesThePayload_MarkedAsMeasuredByTheTool()
    {
        var file = _run.File("garak.report.jsonl", ForeignSamples.Garak);
        var made = Path.Combine(_run.Folder, "made.json");

        var code = await _run.InvokeAsync(
            ["model", "evidence", "convert", "--from", "garak", file, "--format", $"json={made}", "--format", "text"],
            TestContext.Current.CancellationToken
        );

        Assert.True(code == 0, _run.Error);
        Assert.Contains("is prompt-safety evidence, measured by garak 0.13.1", _run.Out, StringComparison.Ordinal);
        using var payload = JsonDocument.Parse(await File.ReadAllBytesAsync(made, TestContext.Current.CancellationToken));
        Assert.Equal("0.13.1", payload.RootElement.GetProperty("measuredBy").GetProperty("version").GetString());
        Assert.Equal(64, payload.RootElement.GetProperty("source").GetProperty("sha256").GetString()!.Length);

        var both = _run.File("evidently.json", ForeignSamples.Evidently7);
        string[] convert = ["model", "evidence", "convert", "--from", "evidently", both, "--tool-version", "0.7.12"];
        Assert.Equal(2, await _run.InvokeAsync(convert, TestContext.Current.CancellationToken));
        Assert.Contains("holds drift and validation. Choose one with --kind.", _run.Error, StringComparison.Ordinal);
        Assert.Equal(0, await _run.InvokeAsync([.. convert, "--kind", "drift"], TestContext.Current.CancellationToken));
        Assert.Equal(2, await _run.InvokeAsync([.. convert, "--kind", "sbom"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AddFrom_SendsEachKind_WithToolAndTime_AndNothingWhenTheReportIsBroken()
    {
        await using var portal = await StubPortal.StartAsync(r =>
            StubAnswer.Json($$"""{"id":"EVD-000{{r.Text.Length % 7}}","sha256":"{{new string('a', 64)}}"}""", 201)
        );
        var file = _run.File("evidently.json", ForeignSamples.Evidently4);
        string[] add = ["model", "evidence", "add", "--model", "m", "--version", "1", "--from", "evidently", "--file"];

        Assert.True(await _run.InvokeAsync(portal, [.. add, file]) == 0, _run.Error);

        var sent = portal.Requests.Select(r => JsonDocument.Parse(r.Text).RootElement).ToList();
        Assert.Equal(["drift", "validation"], sent.Select(s => s.GetProperty("kind").GetString()));
        Assert.All(sent, s => Assert.Equal("evidently 0.4.33", s.GetProperty("tool").GetString()));
        Assert.All(portal.Requests, r => Assert.Equal("/api/v1/models/m/versions/1/evidence", r.Path));

        Assert.Equal(2, await _run.InvokeAsync(portal, [.. add, _run.File("broken.json", "{\"metrics\": [ {} ]}")]));
        Assert.Contains("metrics[0]: metric_name is missing", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _run.InvokeAsync(portal, [.. add, file, "--tool", "mine"]));
        Assert.Equal(2, await _run.InvokeAsync(portal, "model", "evidence", "add", "--model", "m", "--version", "1", "--file", file));
        Assert.Contains("Give --kind and --tool, or --from", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, portal.Requests.Count);
    }

    [Fact]
    public async Task AddFrom_WhatThePortalDoesNotCount_IsToldAtOnce_AndStopsWhereAsked()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json($$"""{"id":"EVD-0001","sha256":"{{new string('a', 64)}}","notMeasured":"compares no feature"}""", 201)
        );
        var file = _run.File("evidently.json", ForeignSamples.Evidently4);
        string[] add = ["model", "evidence", "add", "--model", "m", "--version", "1", "--from", "evidently", "--file", file];

        Assert.Equal(0, await _run.InvokeAsync(portal, add));
        Assert.Contains("It does not count at gates: it measured nothing (compares no feature).", _run.Out, StringComparison.Ordinal);
        Assert.Equal(1, await _run.InvokeAsync(portal, [.. add, "--must-count"]));
    }

    private static double Value(EvidenceReading reading, string name) => reading.Metrics.Single(m => m.Name == name).Value!.Value;

    private static (string Tool, Dictionary<string, Report> Read) Read(
        string tool,
        string text,
        string? version = null,
        ConversionHints? hints = null
    )
    {
        var made = ForeignTools.Convert(tool, Encoding.UTF8.GetBytes(text), version, hints ?? new(null, null));
        return (
            made.Tool,
            made.Reports.ToDictionary(
                r => WireName.Of(r.Kind),
                r =>
                {
                    var payload = r.Payload.ToJsonString();
                    return new Report(
                        payload,
                        JsonDocument.Parse(payload).RootElement,
                        EvidenceFacts.Read(WireName.Of(r.Kind), Encoding.UTF8.GetBytes(payload), "application/json")
                    );
                },
                StringComparer.Ordinal
            )
        );
    }

    private sealed record Report(string Text, JsonElement Json, EvidenceReading Reading);
}
