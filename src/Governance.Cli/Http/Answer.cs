using System.Text.Json;

namespace Governance.Cli.Http;

/// <summary>A JSON answer of the portal. It may hold more members than are known here.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The JSON.</param>
/// <param name="Location">Where the created thing is.</param>
internal sealed record Answer(int Status, JsonElement Body, Uri? Location);
