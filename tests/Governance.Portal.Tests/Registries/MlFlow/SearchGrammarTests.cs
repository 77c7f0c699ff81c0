using System.Net;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Portal.Tests.Registry;

namespace Governance.Portal.Tests.Registries.MlFlow;

/// <summary>
/// The cases that MLflow states for its own searches (mlflow/mlflow, <c>tests/store/model_registry/test_sqlalchemy_store.py</c> and
/// <c>mlflow/utils/search_utils.py</c>), answered with the values and errors stated there.
/// </summary>
public sealed class SearchGrammarTests
{
    private const string Run1 = "6f2c0d4b8e1a4f7c9b3d5e6f70819203";
    private const string Run2 = "ab34cd56ef7890121314151617181920";
    private const string Run3 = "00aa11bb22cc33dd44ee55ff66778899";

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Versions_ByNumberRunAndSource_AreThoseThatMlFlowFinds(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        var client = new RegistryClient(registry.Client);
        foreach (var (source, run) in new[] { ("A/B", Run1), ("A/C", Run2), ("A/D", Run2), ("A/D", Run3) })
        {
            registry.Clock.Advance(TimeSpan.FromSeconds(1));
            await client.RegisterModelAsync("test_for_search_MV", source, run);
        }

        // test_search_model_versions
        foreach (
            var (filter, expected) in new (string, string)[]
            {
                ("name='test_for_search_MV'", "1 2 3 4"),
                ("version_number=2", "2"),
                ("version_number<=3", "1 2 3"),
                ($"run_id='{Run1}'", "1"),
                ($"run_id='{Run2}'", "2 3"),
                ($"run_id IN ('{Run1}','{Run2}')", "1 2 3"),
                ($"run_id IN ('{Run1.ToUpperInvariant()}','{Run2}')", "2 3"),
                ($"run_id IN ('{Run1}', '{Run2}')", "1 2 3"),
                ($"run_id LIKE '{Run2[..30]}%'", "2 3"),
                ($"run_id ILIKE '{Run2[..30].ToUpperInvariant()}%'", "2 3"),
                ("source_path = 'A/D'", "3 4"),
                ("source_path = 'A'", ""),
                ("source_path = 'A/'", ""),
                ("source_path = ''", ""),
                ("", "1 2 3 4"),
                // What the comparators and quotes of SearchModelVersionUtils allow besides.
                ("version_number > 1 AND version_number < 4", "2 3"),
                ("version_number >= 2.5", "3 4"),
                ("version_number != 2", "1 3 4"),
                ("version_number = '2'", "2"),
                ("attribute.version_number = 2", "2"),
                ("name = \"test_for_search_MV\" and version_number = 4", "4"),
                ("source_path LIKE 'A/_'", "1 2 3 4"),
                ("source_path != 'A/D'", "1 2"),
                ($"run_id in ('{Run3}') and source_path ilike 'a/d'", "4"),
            }
        )
        {
            Assert.Equal((filter, expected), (filter, await NumbersAsync(client, filter)));
        }
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Versions_ByTag_AreThoseThatMlFlowFinds(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        var client = new RegistryClient(registry.Client);
        await client.PostAsync("registered-models/create", new JsonObject { ["name"] = "by_tag" });
        foreach (var second in new[] { "xyz", "x123" })
        {
            registry.Clock.Advance(TimeSpan.FromSeconds(1));
            await client.PostAsync(
                "model-versions/create",
                new JsonObject
                {
                    ["name"] = "by_tag",
                    ["source"] = "A/B",
                    ["tags"] = Tags(("t1", "abc"), ("t2", second)),
                }
            );
        }

        // test_search_model_versions_by_tag
        foreach (
            var (filter, expected) in new (string, string)[]
            {
                ("name = 'by_tag' and tag.t2 = 'xyz'", "1"),
                ("name = 'wrong_name' and tag.t2 = 'xyz'", ""),
                ("tag.`t2` = 'xyz'", "1"),
                ("tags.\"t2\" = \"xyz\"", "1"),
                ("tag.t3 = 'xyz'", ""),
                ("tag.t2 != 'xy'", "1 2"),
                ("tag.t2 LIKE 'xy%'", "1"),
                ("tag.t2 LIKE 'xY%'", ""),
                ("tag.t2 ILIKE 'xY%'", "1"),
                ("tag.t2 LIKE 'x%'", "1 2"),
                ("tag.T2 = 'xyz'", ""),
                ("tag.t1 = 'abc' and tag.t2 = 'xyz'", "1"),
                ("tag.t1 = 'abc' and tag.t2 LIKE 'x%'", "1 2"),
                ("tag.t1 = 'abc' and tag.t2 LIKE 'y%'", ""),
                ("tag.t2 like 'x%' and tag.t2 != 'xyz'", "2"),
                // What the client of 2.21 and later adds to every search of its own; no model has the tag.
                ("tag.`mlflow.prompt.is_prompt` != 'true'", "1 2"),
                ("tags.`mlflow.prompt.is_prompt` = 'false' AND tag.t2 = 'xyz'", "1"),
                ("tags.`mlflow.prompt.is_prompt` = 'true'", ""),
            }
        )
        {
            Assert.Equal((filter, expected), (filter, await NumbersAsync(client, filter)));
        }
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Models_ByNameAndTag_AreThoseThatMlFlowFinds(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        var client = new RegistryClient(registry.Client);
        string[] names = ["RM1", "RM2", "RM3", "RM4", "RM4A", "RM4ab"];
        foreach (var name in names)
        {
            await client.PostAsync("registered-models/create", new JsonObject { ["name"] = $"test_for_search_{name}" });
        }

        await client.PostAsync(
            "registered-models/create",
            new JsonObject { ["name"] = "tagged1", ["tags"] = Tags(("t1", "abc"), ("t2", "xyz")) }
        );
        await client.PostAsync(
            "registered-models/create",
            new JsonObject { ["name"] = "tagged2", ["tags"] = Tags(("t1", "abcd"), ("t2", "xyz123"), ("t3", "XYZ")) }
        );
        await client.PostAsync("registered-models/create", new JsonObject { ["name"] = "Übung [a]*?" });
        const string All = "RM1 RM2 RM3 RM4 RM4A RM4ab";

        // test_search_registered_models, test_search_registered_models_by_tag
        foreach (
            var (filter, expected) in new (string, string)[]
            {
                ("name='test_for_search_RM1'", "RM1"),
                ("name='test_for_search_RM1cats'", ""),
                ("name LIKE 'test_for_search_%'", All),
                ("name LIKE '%RM%'", All),
                ("name LIKE '_e%' AND name LIKE '%RM%'", All), // an underscore stands for one character
                ("name LIKE 'test_for_search_RM4A%'", "RM4A"),
                ("name LIKE 'test_for_search_cats%'", ""),
                ("name lIkE '%blah%'", ""),
                ("name ILIKE 'test_for_search_RM4A%'", "RM4A RM4ab"),
                ("name ILIKE '%RM4a%'", "RM4A RM4ab"),
                ("name ilike '%rm4a%'", "RM4A RM4ab"),
                ("name iLike '%%' AND name LIKE '%RM%'", All),
                ("tag.t3 = 'XYZ'", "tagged2"),
                ("name = 'tagged1' and tag.t1 = 'abc'", "tagged1"),
                ("tag.t1 LIKE 'ab%'", "tagged1 tagged2"),
                ("tag.t1 ILIKE 'aB%'", "tagged1 tagged2"),
                ("tag.t1 LIKE 'ab%' AND tag.t2 LIKE 'xy%'", "tagged1 tagged2"),
                ("tag.t3 = 'XYz'", ""),
                ("tag.T3 = 'XYZ'", ""),
                ("tag.t1 != 'abc'", "tagged2"),
                ("tag.t1 != 'abcd' and tag.t1 LIKE 'ab%'", "tagged1"),
                ("tag.`mlflow.prompt.is_prompt` != 'true' AND name ILIKE '%RM4A'", "RM4A"),
                // Characters that a database may read as something else stand for themselves.
                ("name LIKE 'Übung [a]*?'", "Übung [a]*?"),
                ("name ILIKE 'Übung [A]*?'", "Übung [a]*?"),
                ("name LIKE 'Übung [b]%'", ""),
            }
        )
        {
            Assert.Equal((filter, expected), (filter, await NamesAsync(client, filter)));
        }
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Versions_AreOrderedAsMlFlowOrdersThem(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        var client = new RegistryClient(registry.Client);
        foreach (var name in new[] { "RM1", "RM2", "RM3", "RM4", "RM1", "RM4" })
        {
            registry.Clock.Advance(TimeSpan.FromSeconds(1));
            await client.RegisterModelAsync(name, "A");
        }

        // test_search_model_versions_order_by_simple
        const string NewestFirst = "RM4/2 RM1/2 RM4/1 RM3/1 RM2/1 RM1/1";
        Assert.Equal(NewestFirst, await OrderedAsync(client));
        Assert.Equal("RM4/2 RM4/1 RM3/1 RM2/1 RM1/2 RM1/1", await OrderedAsync(client, "name DESC"));
        Assert.Equal("RM1/2 RM4/2 RM1/1 RM2/1 RM3/1 RM4/1", await OrderedAsync(client, "version_number DESC"));
        Assert.Equal(NewestFirst, await OrderedAsync(client, "creation_timestamp DESC"));
        Assert.Equal("RM1/1 RM1/2 RM2/1 RM3/1 RM4/1 RM4/2", await OrderedAsync(client, "`name`", "\"version_number\"\taSC"));
        registry.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.PatchAsync(
            "model-versions/update",
            new JsonObject
            {
                ["name"] = "RM1",
                ["version"] = "1",
                ["description"] = "latest updated",
            }
        );
        Assert.EndsWith(" RM1/1", await OrderedAsync(client, "last_updated_timestamp ASC"), StringComparison.Ordinal);
        Assert.StartsWith("RM1/1 ", await OrderedAsync(client, "creation_timestamp"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_AreOrderedAsMlFlowOrdersThem()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);
        foreach (var pair in new[] { ("MR1", "MR2"), ("MR3", "MR4") })
        {
            registry.Clock.Advance(TimeSpan.FromSeconds(1));
            await client.PostAsync("registered-models/create", new JsonObject { ["name"] = pair.Item1 });
            await client.PostAsync("registered-models/create", new JsonObject { ["name"] = pair.Item2 });
        }

        // test_search_registered_model_order_by
        foreach (
            var (order, expected) in new (string, string)[]
            {
                ("last_updated_timestamp ASC;name DESC", "MR2 MR1 MR4 MR3"),
                ("timestamp ASC;name   DESC", "MR2 MR1 MR4 MR3"),
                ("name", "MR1 MR2 MR3 MR4"),
                ("last_updated_timestamp DESC", "MR3 MR4 MR1 MR2"),
                ("timestamp\tASC", "MR1 MR2 MR3 MR4"),
                ("timestamp\r\rASC", "MR1 MR2 MR3 MR4"),
                ("timestamp  aSC", "MR1 MR2 MR3 MR4"),
                ("timestamp  deSc;name deSc", "MR4 MR3 MR2 MR1"),
            }
        )
        {
            Assert.Equal((order, expected), (order, await NamesAsync(client, "name LIKE 'MR%'", order.Split(';'))));
        }
    }

    [Fact]
    public async Task WhatMlFlowRefuses_IsRefusedWithItsCode_AndItsKeyWords()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);

        foreach (
            var (search, parameter, value, words) in new[]
            {
                ("model-versions", "filter", "run_id IN (1,2,3)", "While parsing a list in the query"),
                ("model-versions", "filter", "run_id IN ()", "While parsing a list in the query"),
                ("model-versions", "filter", "run_id IN (,)", "While parsing a list in the query"),
                ("model-versions", "filter", "run_id IN ('runid1',,'runid2')", "While parsing a list in the query"),
                ("model-versions", "filter", "run_id IN (", "While parsing a list in the query"),
                ("model-versions", "filter", "run_id IN", "Invalid clause(s) in filter string"),
                ("model-versions", "filter", "name LIKE", "Invalid clause(s) in filter string"),
                ("model-versions", "filter", "name IN ('a')", "Invalid comparator 'IN'"),
                ("model-versions", "filter", "name = ('a')", "Only run_id"),
                ("model-versions", "filter", "run_id NOT IN ('a')", "Invalid comparator 'NOT'"),
                ("model-versions", "filter", "version_number LIKE '2'", "Invalid comparator 'LIKE'"),
                ("model-versions", "filter", "version_number = 'two'", "Invalid number 'two'"),
                ("model-versions", "filter", "creation_timestamp > 5", "Invalid attribute key 'creation_timestamp' specified"),
                ("model-versions", "filter", "metric.auc > 5", "Invalid entity type 'metric'"),
                ("registered-models", "filter", "name!=something", "expected a quoted string value"),
                ("registered-models", "filter", "run_id='somerunID'", "Invalid attribute key 'run_id' specified"),
                ("registered-models", "filter", "source_path = 'A/D'", "Invalid attribute key 'source_path' specified"),
                ("registered-models", "filter", "version_number = 1", "Invalid attribute key 'version_number' specified"),
                ("registered-models", "filter", "evilhax = true", "Invalid attribute key 'evilhax' specified"),
                ("registered-models", "filter", "name > 'a'", "Invalid comparator '>'"),
                ("registered-models", "filter", "tag.t1 IN ('a')", "Invalid comparator 'IN'"),
                ("model-versions", "order_by", "run_id DESC", "Invalid attribute key 'run_id' specified"),
                ("model-versions", "order_by", "timestamp DESC", "Invalid attribute key 'timestamp' specified"),
                ("model-versions", "order_by", "last_updated_timestamp DESC blah", "Invalid order_by clause"),
                ("registered-models", "order_by", "creation_timestamp DESC", "Invalid order by key 'creation_timestamp' specified"),
                ("registered-models", "order_by", "last_updated_timestamp DESC blah", "Invalid order_by clause"),
                ("model-versions", "page_token", "evilhax", "Invalid page token"),
                ("model-versions", "max_results", "1000000000000000", "max_results"),
                ("registered-models", "max_results", "1000000000000000", "max_results"),
            }
        )
        {
            var error = await client.FailsAsync(c => c.GetAsync($"{search}/search", (parameter, value)));

            Assert.Equal((value, HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE"), (value, error.Status, error.Code));
            Assert.Contains(words, error.Words, StringComparison.Ordinal);
        }

        foreach (var twice in new[] { "timestamp", "last_updated_timestamp DESC" })
        {
            var error = await client.FailsAsync(c =>
                c.GetAsync("registered-models/search", ("order_by", "last_updated_timestamp"), ("order_by", twice))
            );
            Assert.Equal("INVALID_PARAMETER_VALUE", error.Code);
        }
    }

    private static JsonArray Tags(params (string Key, string Value)[] tags) =>
        [.. tags.Select(t => (JsonNode)new JsonObject { ["key"] = t.Key, ["value"] = t.Value })];

    private static async Task<string> NumbersAsync(RegistryClient client, string filter)
    {
        var found = await client.GetAsync("model-versions/search", ("filter", filter));
        return string.Join(' ', found["model_versions"]!.AsArray().Select(v => (string)v!["version"]!).Order());
    }

    private static async Task<string> OrderedAsync(RegistryClient client, params string[] order)
    {
        var found = await client.GetAsync("model-versions/search", [.. order.Select(o => ("order_by", o))]);
        return string.Join(' ', found["model_versions"]!.AsArray().Select(v => $"{v!["name"]}/{v["version"]}"));
    }

    private static async Task<string> NamesAsync(RegistryClient client, string filter, params string[] order)
    {
        var found = await client.GetAsync("registered-models/search", [("filter", filter), .. order.Select(o => ("order_by", o))]);
        return string.Join(
            ' ',
            found["registered_models"]!
                .AsArray()
                .Select(m => ((string)m!["name"]!).Replace("test_for_search_", "", StringComparison.Ordinal))
        );
    }
}
