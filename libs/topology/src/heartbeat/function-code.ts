/**
 * The function that publishes heartbeats, as Lambda runs it: CommonJS for Node 22, with the SDK that the runtime brings along. It is
 * inline code, so that neither asset nor bundler is needed to deploy a central bus.
 *
 * It lists the rules of the bus each time: what the routes are is never in its template, and the route that a rollout has just made
 * has a heartbeat within a minute. PutEvents accepts ten entries a call.
 */
export const heartbeatCode = `'use strict';
const { randomBytes } = require('node:crypto');
const { EventBridgeClient, ListRulesCommand, PutEventsCommand } = require('@aws-sdk/client-eventbridge');

const { BUS_NAME, ROUTE_PREFIX, SOURCE, EVENT_TYPE } = process.env;
const client = new EventBridgeClient({});

exports.handler = async () => {
  const routes = await listRoutes();
  let refused = 0;
  for (let start = 0; start < routes.length; start += 10) {
    const Entries = routes.slice(start, start + 10).map(heartbeatOf);
    refused += (await client.send(new PutEventsCommand({ Entries }))).FailedEntryCount ?? 0;
  }
  if (refused > 0) throw new Error(refused + ' of ' + routes.length + ' heartbeats were refused.');
  return { routes };
};

async function listRoutes() {
  const routes = [];
  let NextToken;
  do {
    const page = await client.send(new ListRulesCommand({ EventBusName: BUS_NAME, NamePrefix: ROUTE_PREFIX, NextToken }));
    for (const { Name } of page.Rules ?? []) routes.push(Name);
    NextToken = page.NextToken;
  } while (NextToken);
  return routes;
}

function heartbeatOf(route) {
  const id = uuidV7();
  const time = new Date().toISOString();
  const metadata = { id, type: EVENT_TYPE, version: '1.0', time, publisher: 'busbar', correlationId: id };
  const Detail = JSON.stringify({ metadata, data: { route } });
  return { EventBusName: BUS_NAME, Source: SOURCE, DetailType: EVENT_TYPE, Detail, TraceHeader: process.env._X_AMZN_TRACE_ID };
}

function uuidV7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
`;
