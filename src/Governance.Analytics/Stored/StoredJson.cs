using System.Text.Json;
using System.Text.Json.Serialization;

namespace Governance.Analytics.Stored;

/// <summary>What is stored as JSON, written and read by code made when it was compiled; the bytes are those of the web defaults.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StoredWindowDrift))]
[JsonSerializable(typeof(StoredPerformance))]
internal sealed partial class StoredJson : JsonSerializerContext;
