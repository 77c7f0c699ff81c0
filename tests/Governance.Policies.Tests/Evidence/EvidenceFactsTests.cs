using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class EvidenceFactsTests
{
    private const string Fairness = """
        {"minimumGroupSize": 50, "attributes": [{"attribute": "sex",
          "groups": [{"name": "f", "count": 900}, {"name": "m", "count": 700}, {"name": "x", "count": 12}],
          "demographicParityDifference": {"all": 0.4, "minimumSize": 0.06},
          "demographicParityRatio": {"all": 0.3, "minimumSize": 0.9},
          "equalOpportunityDifference": {"all": null, "minimumSize": null},
          "undefinedGroups": ["x"], "verdict": "ok"}]}
        """;

    [Fact]
    public void Performance_PlainNumbersAndIntervals_BecomeMetrics()
    {
        var reading = Read(
            "validation",
            """
            {"rows": 1000, "labelled": 800, "accuracy": 0.9, "auc": null, "ece": 0.02,
             "confusion": {"tp": 90, "fp": 30, "tn": 670, "fn": 10},
             "fpr": {"value": 0.043, "low": 0.03, "high": 0.06}, "fnr": {"value": 0.1, "low": 0.05, "high": 0.17},
             "verdicts": {"auc": "ok"},
             "metrics": {"liftAt10": {"value": 3.2, "n": 80, "low": 2.9, "high": 3.5}}}
            """
        );

        Assert.Equal(
            new GateMetric("accuracy", 0.9, 800, null, null, null, null, null, "evidence"),
            reading.Metrics.Single(metric => metric.Name == "accuracy")
        );
        Assert.Null(reading.Metrics.Single(metric => metric.Name == "auc").Value);
        Assert.Equal((0.043, 700L, 0.03, 0.06), Values(reading, "fpr"));
        Assert.Equal((0.1, 100L, 0.05, 0.17), Values(reading, "fnr"));
        Assert.Equal((3.2, 80L, 2.9, 3.5), Values(reading, "liftAt10"));
        Assert.DoesNotContain(reading.Metrics, metric => metric.Name is "rows" or "labelled");
        Assert.All(reading.MetricsOf("EVD-0007"), metric => Assert.Equal("EVD-0007", metric.Evidence));
    }

    [Fact]
    public void Fairness_GatedValue_IsThatOfGroupsLargeEnough()
    {
        var reading = Read("fairness", Fairness);

        var parity = reading.Metrics.Single(metric => metric.Name == "demographicParityDifference");
        Assert.Equal((0.06, "sex", 700L), (parity.Value, parity.Attribute, parity.N));
        Assert.Null(reading.Metrics.Single(metric => metric.Name == "equalOpportunityDifference").Value);
        var attribute = Assert.Single(reading.Facts.Fairness!.Attributes);
        Assert.Equal(0.4, attribute.AllGroups["demographicParityDifference"]);
        Assert.Equal(["x"], attribute.UndefinedGroups);
    }

    [Fact]
    public void Fairness_ReportFiledAsAnotherKind_GivesNoFairnessMetrics() => Assert.Empty(Read("other", Fairness).Metrics);

    [Fact]
    public void Explainability_MethodsAsWordsOrObjects_AreRead()
    {
        Assert.Equal(
            ["lime", "shap"],
            Read("explainability", """{"methods": ["SHAP", "lime"], "scope": "both"}""").Facts.Explainability!.Methods
        );
        var facts = Read(
            "explainability",
            """{"methods": [{"name": "shap", "scope": "local"}, {"method": "lime", "scope": "global"}]}"""
        ).Facts.Explainability!;
        Assert.Equal(["lime", "shap"], facts.Methods);
        Assert.Equal(["global", "local"], facts.Scopes);
    }

    [Fact]
    public void CycloneDx_NestedComponents_DigestsAndLicencesAreCollected()
    {
        var sbom = Read(
            "sbom",
            $$$$"""
            {"bomFormat": "CycloneDX", "specVersion": "1.6",
             "metadata": {"component": {"type": "machine-learning-model", "name": "m",
               "hashes": [{"alg": "SHA-256", "content": "{{{{Artifact.ToUpperInvariant()}}}}"}], "licenses": [{"license": {"id": "MIT"}}]}},
             "components": [{"type": "library", "name": "a", "licenses": [{"expression": "MIT OR Apache-2.0"}],
               "components": [{"type": "library", "name": "b",
                 "hashes": [{"alg": "SHA-1", "content": "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
                            {"alg": "SHA-256", "content": "{{{{OtherArtifact}}}}"}]}]}]}
            """
        ).Facts.Sbom!;

        Assert.Equal(("cyclonedx", "1.6", 3L, 1L), (sbom.Format, sbom.Version, sbom.Components, sbom.Unlicensed));
        Assert.Equal([OtherArtifact, Artifact], sbom.ComponentSha256);
        Assert.Equal([Artifact], sbom.ModelSha256);
        Assert.Equal(["MIT", "MIT OR Apache-2.0"], sbom.Licenses);
    }

    [Fact]
    public void Spdx3_ModelPackageAndItsLicence_AreRead()
    {
        var sbom = Read(
            "sbom",
            $$$$"""
            {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
              {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1"},
              {"type": "ai_AIPackage", "spdxId": "urn:m",
               "verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": "{{{{Artifact}}}}"}]},
              {"type": "software_Package", "spdxId": "urn:p"},
              {"type": "simplelicensing_LicenseExpression", "spdxId": "urn:l", "simplelicensing_licenseExpression": "Apache-2.0"},
              {"type": "Relationship", "from": "urn:m", "relationshipType": "hasDeclaredLicense", "to": ["urn:l"]}]}
            """,
            "application/ld+json"
        ).Facts.Sbom!;

        Assert.Equal(("spdx", "3.0.1", 2L, 1L), (sbom.Format, sbom.Version, sbom.Components, sbom.Unlicensed));
        Assert.Equal([Artifact], sbom.ModelSha256);
        Assert.Equal(["Apache-2.0"], sbom.Licenses);
    }

    // The form of spdx/spdx-examples software/example7, SPDX 2.2 as JSON; shortened.
    [Fact]
    public void Spdx2_AsJson_HasDigestsAndLicencesOfPackagesAndFiles()
    {
        var sbom = Read(
            "sbom",
            $$"""
            {"spdxVersion": "SPDX-2.3", "name": "hello", "packages": [
              {"name": "a", "SPDXID": "SPDXRef-a", "licenseConcluded": "NOASSERTION", "licenseDeclared": "MIT",
               "checksums": [{"algorithm": "SHA1", "checksumValue": "00"}, {"algorithm": "SHA256", "checksumValue": "{{Artifact}}"}]},
              {"name": "b", "SPDXID": "SPDXRef-b", "licenseConcluded": "NONE", "licenseDeclared": "NOASSERTION"}],
             "files": [{"fileName": "./a.c", "licenseConcluded": "GPL-3.0-or-later", "checksums": []}]}
            """,
            "application/json"
        ).Facts.Sbom!;

        Assert.Equal(("spdx", "2.3", 3L, 1L), (sbom.Format, sbom.Version, sbom.Components, sbom.Unlicensed));
        Assert.Equal([Artifact], sbom.ComponentSha256);
        Assert.Empty(sbom.ModelSha256);
        Assert.Equal(["GPL-3.0-or-later", "MIT"], sbom.Licenses);
    }

    // The form of spdx/spdx-examples software/example2 (tag-value): the same as its JSON says.
    [Fact]
    public void Spdx2_AsTagValueText_HasDigestsAndLicencesOfPackagesAndFiles()
    {
        var sbom = Read(
            "sbom",
            $"""
            ## A comment
            SPDXVersion: SPDX-2.3
            DataLicense: CC0-1.0
            PackageName: a
            PackageLicenseConcluded: NOASSERTION
            PackageLicenseDeclared: MIT
            PackageLicenseComments: <text>Concluded: by no one
            PackageName: not one</text>
            PackageChecksum: SHA1: 00
            PackageChecksum: SHA256: {Artifact}

            PackageName: b
            PackageLicenseConcluded: NONE
            FileName: ./a.c
            LicenseConcluded: GPL-3.0-or-later
            LicenseID: LicenseRef-1
            LicenseConcluded: Zlib
            """,
            "text/plain"
        ).Facts.Sbom!;

        Assert.Equal(("spdx", "2.3", 3L, 1L), (sbom.Format, sbom.Version, sbom.Components, sbom.Unlicensed));
        Assert.Equal([Artifact], sbom.ComponentSha256);
        Assert.Equal(["GPL-3.0-or-later", "MIT"], sbom.Licenses);
    }

    // microsoft/sarif-sdk src/Test.FunctionalTests.Sarif/v2/SpecExamples/Minimal.sarif has no driver: it is of a draft.
    [Fact]
    public void Sarif_OfAnotherVersion_IsNamedAsWhatItIs() =>
        Assert.Equal(
            "it is SARIF 2.0.0, and 2.1.0 is read",
            Read(
                "security-scan",
                """{"version": "2.0.0", "runs": [{"tool": {"name": "CodeScanner"}, "results": []}]}""",
                "application/json"
            ).Facts.Unreadable
        );

    // spdx/spdx-examples ai/example01: its ai_informationAboutTraining has 1,657 characters, and SPDX sets texts no limit (xsd:string).
    [Fact]
    public void Spdx3_WithALongText_IsReadAndCounts()
    {
        var facts = Read(
            "sbom",
            $$$$"""
            {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
              {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1"},
              {"type": "ai_AIPackage", "spdxId": "urn:m", "name": "word-model", "comment": "{{{{new string('c', 5_000)}}}}",
               "ai_informationAboutTraining": "{{{{new string('t', 1_657)}}}}", "ai_limitation": "",
               "verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": "{{{{Artifact}}}}"}]},
              {"type": "dataset_DatasetPackage", "spdxId": "urn:d", "name": "IAMdataset", "dataset_intendedUse": "{{{{new string(
                'u',
                3_000
            )}}}}"}]}
            """,
            "application/ld+json"
        ).Facts;

        Assert.Null(facts.Unreadable);
        Assert.Equal([Artifact], facts.Sbom!.ModelSha256);
        Assert.Equal(["ai", "dataset"], facts.Sbom.Claims.Select(c => c.Type));
    }

    [Fact]
    public void Sarif_SecuritySeverity_OutranksLevel()
    {
        var scan = Read(
            "security-scan",
            """
            {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "trivy", "rules": [
                {"id": "A", "properties": {"security-severity": "9.8"}}, {"id": "B", "defaultConfiguration": {"level": "note"}}]}},
              "results": [{"ruleId": "A", "level": "warning", "message": {"text": "x"}}, {"ruleId": "B", "message": {"text": "x"}},
                {"message": {"text": "x"}}, {"kind": "pass", "level": "none", "message": {"text": "x"}}]}]}
            """
        ).Facts.Scan!;

        Assert.Equal((1L, 0L, 1L, 1L), (scan.Critical, scan.High, scan.Medium, scan.Low));
        Assert.Equal(["trivy"], scan.Tools);
    }

    [Fact]
    public void Drift_FeatureStatistics_AreReadNullsIncluded()
    {
        var feature = Assert.Single(
            Read(
                "drift",
                """{"rows": {}, "features": [{"name": "amount", "type": "numeric", "psi": 0.12, "hellinger": null, "ks": """
                    + """{"statistic": 0.2, "pValue": 0.01}, "reference": {"used": 9}}]}"""
            ).Facts.Drift!.Features
        );

        Assert.Equal((0.12, 0.2), (feature.Statistics["psi"], feature.Statistics["ks"]));
        Assert.False(feature.Statistics.ContainsKey("hellinger"));
    }

    [Fact]
    public void AnyKind_RegionsAndArtifact_AreRead()
    {
        var reading = Read(
            "lineage",
            $$$"""{"regions": {"training": ["eu-west-1"], "hosting": [], "data": ["eu-west-1"]}, "artifactSha256": "{{{Artifact}}}"}"""
        );

        Assert.Equal(["eu-west-1"], reading.Facts.Regions!.Training);
        Assert.Equal(Artifact, reading.ArtifactSha256);
    }

    [Theory]
    [InlineData("validation", "not json")]
    [InlineData("validation", "[1, 2]")]
    [InlineData("validation", "\"text\"")]
    [InlineData("validation", "{\"auc\": \"good\"}")]
    [InlineData("validation", "{\"auc\": [0.9]}")]
    [InlineData("validation", "{\"auc\": 1e999}")]
    [InlineData("validation", "{\"auc\": 0.9, \"auc\": 0.1}")]
    [InlineData("validation", "{\"fpr\": {\"value\": 0.1, \"low\": 0.9, \"high\": 0.2}}")]
    [InlineData("validation", "{\"metrics\": 7}")]
    [InlineData("validation", "{\"metrics\": {\"bad name\": 1}}")]
    [InlineData("validation", "{\"metrics\": [{\"value\": 1}]}")]
    [InlineData("validation", "{\"labelled\": -5, \"auc\": 1}")]
    [InlineData("validation", "{\"artifactSha256\": \"latest\"}")]
    [InlineData("validation", "{\"\\ud800\": 1}")]
    [InlineData("fairness", "{\"attributes\": {}}")]
    [InlineData("fairness", "{\"attributes\": [7]}")]
    [InlineData("fairness", "{\"attributes\": [{}]}")]
    [InlineData("fairness", "{\"attributes\": [{\"attribute\": \"sex\", \"demographicParityDifference\": {\"minimumSize\": \"low\"}}]}")]
    [InlineData("explainability", "{\"methods\": [{}]}")]
    [InlineData("sbom", "{\"bomFormat\": \"CycloneDX\"}")]
    [InlineData("sbom", "{\"bomFormat\": 1}")]
    [InlineData("sbom", "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": [[]]}")]
    [InlineData("sbom", "{\"@graph\": []}")]
    [InlineData("security-scan", "{\"runs\": [{}]}")]
    [InlineData("pii-scan", "{\"findings\": \"many\"}")]
    [InlineData("drift", "{\"features\": \"all\"}")]
    [InlineData("other", "{\"regions\": [\"eu\"]}")]
    public void HostileOrWrongPayload_SaysWhyItCannotBeRead(string kind, string payload)
    {
        var reading = Read(kind, payload);

        Assert.False(string.IsNullOrWhiteSpace(reading.Facts.Unreadable), "no reason");
        Assert.Empty(reading.Metrics);
    }

    [Fact]
    public void Payload_TooDeepTooLargeOrTooMany_SaysWhyItCannotBeRead()
    {
        Assert.NotNull(Read("validation", string.Concat(Enumerable.Repeat("{\"a\":", 1000))).Facts.Unreadable);
        Assert.NotNull(EvidenceFacts.Read("validation", new byte[17 * 1024 * 1024], "application/json").Facts.Unreadable);
        Assert.NotNull(
            Read(
                "sbom",
                "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": ["
                    + string.Join(',', Enumerable.Repeat("{}", 20_001))
                    + "]}"
            ).Facts.Unreadable
        );
        Assert.NotNull(
            Read(
                "sbom",
                "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": ["
                    + string.Join(
                        ',',
                        Enumerable.Range(0, 9_000).Select(i => $"{{\"hashes\": [{{\"alg\": \"SHA-256\", \"content\": \"{i:x64}\"}}]}}")
                    )
                    + "]}"
            ).Facts.Unreadable
        );
        Assert.NotNull(
            EvidenceFacts
                .Read(
                    "validation",
                    new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' },
                    "application/json"
                )
                .Facts.Unreadable
        );
    }

    /// <summary>Whatever is uploaded, the gate must be able to judge it: damaged payloads may fail rules, never the evaluation.</summary>
    [Fact]
    public void Payload_DamagedAtRandom_NeverBreaksTheGate()
    {
        var random = new Random(5);
        var sources = new (string Kind, string Text)[]
        {
            ("fairness", Fairness),
            (
                "validation",
                """{"labelled": 800, "auc": 0.9, "metrics": [{"name": "x", "value": 1, "n": 3, "slice": "a"}]"""
                    + """, "regions": {"data": ["a"]}}"""
            ),
            (
                "sbom",
                """{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "hashes": """
                    + """[{"alg": "SHA-256", "content": "00"}], "licenses": [{"license": {"id": "MIT"}}]}]}"""
            ),
            (
                "security-scan",
                """{"runs": [{"tool": {"driver": {"name": "t", "rules": [{"id": "A", "properties": """
                    + """{"security-severity": "9.8"}}]}}, "results": [{"ruleId": "A", "level": "note"}]}]}"""
            ),
            ("model-card", """{"purpose": "x", "": 1, " ": 2}"""),
            ("drift", """{"features": [{"name": "a", "psi": 0.1, "ks": {"statistic": 0.2}}]}"""),
            ("explainability", """{"methods": ["shap", {"name": "lime", "scope": "both"}], "scope": "global"}"""),
            ("pii-scan", """{"findings": 0, "detectors": ["email"], "fields": ["a"], "datasetSha256": ["b"]}"""),
        };
        const string spice = "{}[]:,\"\\ 0e-null\u00e9\u0000";
        foreach (var (kind, text) in sources)
        {
            for (var i = 0; i < 400; i++)
            {
                var damaged = text.ToCharArray().ToList();
                for (var change = random.Next(4); change > 0; change--)
                {
                    damaged[random.Next(damaged.Count)] = spice[random.Next(spice.Length)];
                }

                var reading = Read(kind, new string([.. damaged]));
                var input = Input with
                {
                    Evidence = [Evidence("EVD-0001", kind, facts: reading.Facts)],
                    Metrics = reading.MetricsOf("EVD-0001"),
                };

                Assert.NotEmpty(GateEvaluator.Evaluate([], input).Results);
            }
        }
    }

    [Theory]
    [InlineData("application/pdf")]
    [InlineData("text/plain")]
    [InlineData("")]
    public void OtherMediaTypes_AreNeitherReadNorRefused(string mediaType) =>
        Assert.Same(EvidenceFacts.None, EvidenceFacts.Read("validation", "%PDF"u8.ToArray(), mediaType).Facts);

    [Theory]
    [InlineData(
        "validation",
        "{\"auc\": 0.9, \"fpr\": {\"value\": 0.1, \"low\": 0.05, \"high\": 0.2}, \"confusion\": {\"fp\": 1, \"tn\": 9}}"
    )]
    [InlineData("fairness", Fairness)]
    [InlineData(
        "sbom",
        "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": [{\"type\": \"library\", \"licenses\": [{\"license\": "
            + "{\"name\": \"House\"}}]}]}"
    )]
    [InlineData("drift", "{\"features\": [{\"name\": \"a\", \"psi\": 0.1}]}")]
    [InlineData("model-card", "{\"purpose\": \"x\", \"limits\": \" \", \"owners\": []}")]
    [InlineData("pii-scan", "{\"findings\": [1, 2], \"detectors\": [\"email\"], \"datasetSha256\": \"abc\"}")]
    public void Reading_PutIntoAnInput_SurvivesTheRoundTrip(string kind, string payload)
    {
        var reading = Read(kind, payload);
        Assert.Null(reading.Facts.Unreadable);
        var input = Input with { Evidence = [Evidence("EVD-0001", kind, facts: reading.Facts)], Metrics = reading.MetricsOf("EVD-0001") };

        var again = GateInput.Read(input.ToBytes());

        Assert.True(again.IsValid, string.Join(' ', again.Problems));
        Assert.Equal(input.ToBytes(), again.Input.ToBytes());
    }

    private static EvidenceReading Read(string kind, string payload, string mediaType = "application/json; charset=utf-8") =>
        EvidenceFacts.Read(kind, Encoding.UTF8.GetBytes(payload), mediaType);

    private static (double?, long?, double?, double?) Values(EvidenceReading reading, string name)
    {
        var metric = reading.Metrics.Single(item => item.Name == name);
        return (metric.Value, metric.N, metric.Low, metric.High);
    }
}
